package io.provisionhook.autoconfigure.observation;

import java.util.Map;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;

/**
 * Adds descriptions to the meters that Micrometer creates from the observations.
 */
final class MeterDescriptionFilter implements MeterFilter {

	private static final Map<String, String> DESCRIPTIONS = Map.of("provisionhook.run",
			"Runs of all mutators of a workspace", "provisionhook.run.active", "Active runs of mutators",
			"provisionhook.fetch", "Fetches of a mutator", "provisionhook.fetch.active", "Active fetches",
			"provisionhook.mutator", "Turns of a mutator", "provisionhook.mutator.active", "Active turns of mutators");

	@Override
	public Meter.Id map(Meter.Id id) {
		String description = DESCRIPTIONS.get(id.getName());
		return (description != null) ? new Meter.Id(id.getName(), Tags.of(id.getTagsAsIterable()), id.getBaseUnit(),
				description, id.getType()) : id;
	}

}

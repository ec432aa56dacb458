package io.provisionhook.autoconfigure.observation;

import java.util.Map;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;

/**
 * Describes the meters that Micrometer makes of our observations, which have no
 * description otherwise.
 */
final class MeterDescriptions implements MeterFilter {

	private static final Map<String, String> DESCRIPTIONS = Map.of("provisionhook.run",
			"Runs of all mutators of a workspace", "provisionhook.run.active", "Runs of mutators that are under way",
			"provisionhook.fetch", "Fetches of a mutator", "provisionhook.fetch.active", "Fetches that are under way",
			"provisionhook.mutator", "Turns of a mutator", "provisionhook.mutator.active",
			"Turns of mutators that are under way");

	@Override
	public Meter.Id map(Meter.Id id) {
		String description = DESCRIPTIONS.get(id.getName());
		return (description != null) ? new Meter.Id(id.getName(), Tags.of(id.getTagsAsIterable()), id.getBaseUnit(),
				description, id.getType()) : id;
	}

}

package io.provisionhook.autoconfigure.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.provisionhook.Registry;

/**
 * Shows how many threads are still in mutators whose time is up.
 */
final class AbandonedThreadsMetrics implements MeterBinder {

	private final Registry registry;

	AbandonedThreadsMetrics(Registry registry) {
		this.registry = registry;
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		Gauge.builder("provisionhook.threads.abandoned", this.registry, Registry::abandonedThreads)
			.description("Threads that are still in a mutator although its time is up")
			.register(meters);
	}

}

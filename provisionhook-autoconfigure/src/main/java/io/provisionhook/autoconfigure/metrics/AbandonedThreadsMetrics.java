package io.provisionhook.autoconfigure.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;

import io.provisionhook.Registry;
import io.provisionhook.workspace.WorkspaceHandler;

/**
 * Number of threads in mutators, runtimes, stores and listeners that have timed out.
 */
final class AbandonedThreadsMetrics implements MeterBinder {

	private final Registry registry;

	private final ObjectProvider<WorkspaceHandler> handlers;

	AbandonedThreadsMetrics(Registry registry, ObjectProvider<WorkspaceHandler> handlers) {
		this.registry = registry;
		this.handlers = handlers;
	}

	private int count() {
		return this.registry.abandonedThreads()
				+ this.handlers.stream().mapToInt(WorkspaceHandler::abandonedThreads).sum();
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		Gauge.builder("provisionhook.threads.abandoned", this, AbandonedThreadsMetrics::count)
			.description("Threads that are still in a mutator, runtime, store or listener although its time is up")
			.register(meters);
	}

}

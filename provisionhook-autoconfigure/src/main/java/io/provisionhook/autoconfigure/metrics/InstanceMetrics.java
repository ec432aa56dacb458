package io.provisionhook.autoconfigure.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;

/**
 * Number of workspaces in the store by state, and the age of the lease of this host
 * application.
 */
final class InstanceMetrics implements MeterBinder {

	private static final long MAX_AGE_NANOS = Duration.ofSeconds(5).toNanos();

	private final WorkspaceHandler handler;

	private @Nullable Map<WorkspaceState, Long> counts;

	private boolean counted;

	private long countedAt;

	InstanceMetrics(WorkspaceHandler handler) {
		this.handler = handler;
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		for (WorkspaceState state : WorkspaceState.values()) {
			Gauge.builder("provisionhook.workspaces", this, (metrics) -> metrics.count(state))
				.description("Workspaces in the store, of all hosts that share it")
				.tag("state", state.name())
				.register(meters);
		}
		TimeGauge.builder("provisionhook.instance.lease.age", this, TimeUnit.SECONDS, InstanceMetrics::leaseAge)
			.description("Time since this host has renewed its lease in the store")
			.register(meters);
	}

	private double leaseAge() {
		return (this.handler.instances().id() != null) ? this.handler.instances().leaseAge().toMillis() / 1000.0
				: Double.NaN;
	}

	// The store is read once for all states, also if it fails
	private synchronized double count(WorkspaceState state) {
		long now = System.nanoTime();
		if (!this.counted || now - this.countedAt > MAX_AGE_NANOS) {
			this.counts = counts();
			this.counted = true;
			this.countedAt = System.nanoTime();
		}
		Map<WorkspaceState, Long> counts = this.counts;
		return (counts != null) ? counts.getOrDefault(state, 0L) : Double.NaN;
	}

	private @Nullable Map<WorkspaceState, Long> counts() {
		try {
			return this.handler.countByState(Instant.EPOCH);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

}

package io.provisionhook.autoconfigure.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.provisionhook.workspace.WorkspaceHandler;

/**
 * Shows how long it is until the first value in the environment of a running workspace
 * expires.
 */
final class LeaseMetrics implements MeterBinder {

	private final WorkspaceHandler handler;

	LeaseMetrics(WorkspaceHandler handler) {
		this.handler = handler;
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		TimeGauge.builder("provisionhook.leases.soonest.end", this.handler, TimeUnit.SECONDS, LeaseMetrics::secondsLeft)
			.description("Time until the first value in a running workspace expires, negative once it has")
			.register(meters);
	}

	private static double secondsLeft(WorkspaceHandler handler) {
		return handler.soonestLeaseEnd()
			.map((end) -> Duration.between(Instant.now(), end).toMillis() / 1000.0)
			.orElse(Double.NaN);
	}

}

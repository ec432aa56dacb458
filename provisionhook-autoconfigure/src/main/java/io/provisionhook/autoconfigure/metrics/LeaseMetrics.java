package io.provisionhook.autoconfigure.metrics;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.provisionhook.workspace.WorkspaceHandler;

/**
 * Time until the first value in the environment of a running workspace expires.
 */
final class LeaseMetrics implements MeterBinder {

	private final WorkspaceHandler handler;

	private final Clock clock;

	LeaseMetrics(WorkspaceHandler handler, Clock clock) {
		this.handler = handler;
		this.clock = clock;
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		TimeGauge.builder("provisionhook.leases.soonest.end", this, TimeUnit.SECONDS, LeaseMetrics::secondsLeft)
			.description("Time until the first value in a running workspace expires, negative once it has")
			.register(meters);
	}

	private double secondsLeft() {
		return this.handler.soonestLeaseEnd()
			.map((end) -> Duration.between(this.clock.instant(), end).toMillis() / 1000.0)
			.orElse(Double.NaN);
	}

}

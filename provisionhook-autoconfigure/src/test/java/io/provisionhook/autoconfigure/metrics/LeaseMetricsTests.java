package io.provisionhook.autoconfigure.metrics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import io.provisionhook.workspace.WorkspaceHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LeaseMetrics}.
 */
class LeaseMetricsTests {

	private static final Instant END = Instant.parse("2026-03-08T02:30:00Z");

	private final Clock clock = mock(Clock.class);

	private final WorkspaceHandler handler = mock(WorkspaceHandler.class);

	@Test
	void timeLeftIsTakenFromTheClockAndNegativeAfterTheEnd() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		LeaseMetrics metrics = new LeaseMetrics(this.handler, this.clock);
		metrics.bindTo(meters);
		TimeGauge gauge = meters.get("provisionhook.leases.soonest.end").timeGauge();
		given(this.handler.soonestLeaseEnd()).willReturn(Optional.of(END));
		given(this.clock.instant()).willReturn(END.minus(Duration.ofMinutes(10)));
		assertThat(gauge.value()).isEqualTo(600);
		given(this.clock.instant()).willReturn(END.plusMillis(1500));
		assertThat(gauge.value()).isEqualTo(-1.5);
		given(this.handler.soonestLeaseEnd()).willReturn(Optional.empty());
		assertThat(gauge.value()).isNaN();
	}

}

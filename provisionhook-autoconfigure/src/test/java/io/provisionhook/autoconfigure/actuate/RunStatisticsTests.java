package io.provisionhook.autoconfigure.actuate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.provisionhook.autoconfigure.MutatorConfigurations;
import io.provisionhook.autoconfigure.actuate.RunStatistics.Run;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RunStatistics}.
 */
class RunStatisticsTests {

	private static final Instant START = Instant.parse("2026-03-08T02:30:00Z");

	private final Clock clock = mock(Clock.class);

	private final RunStatistics statistics = new RunStatistics(this.clock);

	@Test
	void runsAreRememberedWithTheTimeOfTheirEndTheNewestFirst() {
		end(START, MutatorOutcome.FAILURE);
		end(START.plusSeconds(60), MutatorOutcome.SUCCESS);
		assertThat(this.statistics.of("a").lastRuns()).extracting(Run::time)
			.containsExactly(START.plusSeconds(60), START);
		assertThat(this.statistics.of("a").lastRun()).isEqualTo(START.plusSeconds(60));
		assertThat(this.statistics.of("a").lastFailure()).isEqualTo(START);
	}

	private void end(Instant time, MutatorOutcome outcome) {
		given(this.clock.instant()).willReturn(time);
		this.statistics.afterRun(MutatorConfigurations.context(),
				new RunReport(List.of(new MutatorReport("a", outcome, Duration.ZERO, null, null)), List.of(), List.of(),
						List.of(), Duration.ZERO));
	}

}

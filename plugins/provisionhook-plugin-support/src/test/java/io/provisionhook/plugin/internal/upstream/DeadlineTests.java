package io.provisionhook.plugin.internal.upstream;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.provisionhook.plugin.internal.test.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Deadline}.
 */
class DeadlineTests {

	private final SettableClock clock = new SettableClock();

	@ParameterizedTest
	@CsvSource({ "PT1S, PT0.9S", "PT2S, PT1.8S", "PT30S, PT29.8S", "PT48H, PT23H59M59.8S", "PT0S, PT0S" })
	void remainingIsTimeLeftWithoutMargin(Duration time, Duration expected) {
		assertThat(within(time).remaining()).isEqualTo(expected);
	}

	@Test
	void remainingWhenTimePassesEndsAtZero() {
		Deadline deadline = within(Duration.ofSeconds(30));
		this.clock.plus(Duration.ofSeconds(29));
		assertThat(deadline.remaining()).isEqualTo(Duration.ofMillis(800));
		this.clock.plus(Duration.ofMillis(801));
		assertThat(deadline.remaining()).isZero();
	}

	@Test
	void exceededSaysWhatWasWaitedFor() {
		assertThat(within(Duration.ofSeconds(2)).exceeded()).hasMessage("Acme: no answer within 1800 ms")
			.matches(UpstreamException::isSystemAtFault);
	}

	@Test
	void exceededAfterFailuresShowsLast() {
		Deadline deadline = within(Duration.ofSeconds(2));
		deadline.note(UpstreamException.ofSystem("Acme: the first call was lost", null));
		deadline.note(UpstreamException.ofSystem("Acme: the second call was lost", null));
		assertThat(deadline.exceeded()).hasMessage("Acme: no answer within 1800 ms; before, the second call was lost");
	}

	@Test
	void exceededWithoutTimeSaysThatNothingWasAsked() {
		assertThat(within(Duration.ZERO).exceeded()).hasMessage("Acme: no time was left for the request");
	}

	@Test
	void exceededShowsFailureOfSharedWork() {
		Deadline deadline = within(Duration.ofSeconds(2));
		Deadline load = deadline.shared();
		load.shared().note(UpstreamException.ofSystem("Acme: the first call was lost", null));
		assertThat(deadline.exceeded()).hasMessage("Acme: no answer within 1800 ms; before, the first call was lost");
		Deadline other = within(Duration.ofSeconds(1));
		load.extend(other);
		assertThat(other.exceeded()).hasMessage("Acme: no answer within 900 ms; before, the first call was lost");
	}

	@Test
	void sharedDeadlineIsThatOfTheMostPatient() {
		Deadline load = within(Duration.ofSeconds(2)).shared();
		assertThat(load.remaining()).isEqualTo(Duration.ofMillis(1800));
		load.extend(within(Duration.ofSeconds(1)));
		assertThat(load.remaining()).isEqualTo(Duration.ofMillis(1800));
		load.extend(within(Duration.ofSeconds(30)));
		assertThat(load.remaining()).isEqualTo(Duration.ofMillis(29_800));
	}

	@Test
	void remainingGoesByTheTimeOfTheMachineUnlessTestsDecideOtherwise() {
		assertThat(Deadline.within("Acme", Duration.ofHours(1)).remaining()).isPositive()
			.isLessThanOrEqualTo(Duration.ofHours(1).minusMillis(200));
	}

	private Deadline within(Duration time) {
		return Deadline.within("Acme", time, this.clock::nanoTime);
	}

}

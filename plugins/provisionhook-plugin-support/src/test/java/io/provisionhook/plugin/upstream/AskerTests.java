package io.provisionhook.plugin.upstream;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.provisionhook.plugin.test.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Asker}.
 */
class AskerTests {

	private final SettableClock clock = new SettableClock();

	@ParameterizedTest
	@CsvSource({ "PT1S, PT0.9S", "PT2S, PT1.8S", "PT30S, PT29.8S", "PT48H, PT23H59M59.8S", "PT0S, PT0S" })
	void remainingIsTimeLeftWithoutMargin(Duration time, Duration expected) {
		assertThat(within(time).remaining()).isEqualTo(expected);
	}

	@Test
	void remainingWhenTimePassesEndsAtZero() {
		Asker asker = within(Duration.ofSeconds(30));
		this.clock.plus(Duration.ofSeconds(29));
		assertThat(asker.remaining()).isEqualTo(Duration.ofMillis(800));
		this.clock.plus(Duration.ofMillis(801));
		assertThat(asker.remaining()).isZero();
	}

	@Test
	void exhaustedSaysWhatWasWaitedFor() {
		assertThat(within(Duration.ofSeconds(2)).exhausted()).hasMessage("Acme: no answer within 1800 ms")
			.matches(UpstreamException::isSystemAtFault);
	}

	@Test
	void exhaustedAfterTroubleTellsTheLast() {
		Asker asker = within(Duration.ofSeconds(2));
		asker.tell("the first call was lost");
		asker.tell("the second call was lost");
		assertThat(asker.exhausted()).hasMessage("Acme: no answer within 1800 ms; before, the second call was lost");
	}

	@Test
	void exhaustedWithoutTimeSaysThatNothingWasAsked() {
		assertThat(within(Duration.ZERO).exhausted()).hasMessage("Acme: no time was left to ask for a token");
	}

	@Test
	void remainingGoesByTheTimeOfTheMachineUnlessTestsDecideOtherwise() {
		assertThat(Asker.within("Acme", Duration.ofHours(1)).remaining()).isPositive()
			.isLessThanOrEqualTo(Duration.ofHours(1).minusMillis(200));
	}

	private Asker within(Duration time) {
		return Asker.within("Acme", time, this.clock::nanoTime);
	}

}

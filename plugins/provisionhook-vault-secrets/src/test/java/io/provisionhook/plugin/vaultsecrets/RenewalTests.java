package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.provisionhook.plugin.internal.upstream.UpstreamException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Renewal}.
 */
class RenewalTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private final FakeTimer timer = new FakeTimer();

	private final FakeSubject subject = new FakeSubject();

	@Test
	void renewsWhenAboutTwoThirdsOfTheTimeAreOver() {
		start(HOUR, true);
		assertThat(this.timer.nextAt()).isBetween(Duration.ofMinutes(37), Duration.ofMinutes(42));
		this.subject.grant(HOUR);
		this.timer.runNext();
		Duration renewed = Duration.between(FakeTimer.START, this.timer.now());
		assertThat(this.timer.nextAt().minus(renewed)).isBetween(Duration.ofMinutes(37), Duration.ofMinutes(42));
		assertThat(this.subject.ends).isEmpty();
	}

	@Test
	void doesNotLetManyRenewalsFallTogether() {
		List<Duration> delays = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			FakeTimer own = new FakeTimer();
			new Renewal(this.subject, own, HOUR, true).start();
			delays.add(own.nextAt());
		}
		assertThat(delays).doesNotHaveDuplicates();
	}

	@Test
	void countsFromWhenTheTimeWasGranted() {
		Renewal renewal = new Renewal(this.subject, this.timer, HOUR, true);
		this.timer.pass(Duration.ofMinutes(30));
		renewal.start();
		assertThat(this.timer.nextAt()).isBetween(Duration.ofMinutes(37), Duration.ofMinutes(42));
	}

	@Test
	void renewsAtOnceWhatIsOverdue() {
		Renewal renewal = new Renewal(this.subject, this.timer, HOUR, true);
		this.timer.pass(Duration.ofMinutes(59));
		renewal.start();
		assertThat(this.timer.nextAt()).isEqualTo(Duration.ofMinutes(59).plusSeconds(1));
	}

	@Test
	void whatLastsForEverIsLeftAlone() {
		start(Duration.ZERO, true);
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void isStartedOnce() {
		Renewal renewal = start(HOUR, true);
		renewal.start();
		assertThat(this.timer.pending()).isOne();
	}

	@Test
	void tellsOfWhatCannotBeRenewedBeforeItEnds() {
		start(HOUR, false);
		this.timer.runNext();
		assertThat(this.subject.ends).containsExactly("2026-01-01T01:00:00Z it is not renewable");
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void tellsOnceThatTheEndHasComeIntoSight() {
		start(HOUR, true);
		this.subject.grant(Duration.ofMinutes(20));
		this.timer.runNext();
		Instant end = this.timer.now().plus(Duration.ofMinutes(20));
		assertThat(this.subject.ends).containsExactly(end + " Vault renews it no further");
		this.subject.grant(Duration.ofMinutes(5));
		this.timer.runNext();
		this.subject.fail(UpstreamException.ofRequest("Vault denied it", null));
		this.timer.runNext();
		assertThat(this.subject.ends).hasSize(1);
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void triesAgainWhileVaultIsAtFaultAndThereIsTime() {
		start(HOUR, true);
		this.subject.fail(UpstreamException.ofSystem("Vault is sealed", null));
		this.timer.runNext();
		Duration left = HOUR.minus(Duration.between(FakeTimer.START, this.timer.now()));
		Duration next = this.timer.nextAt().minus(Duration.between(FakeTimer.START, this.timer.now()));
		assertThat(next).isEqualTo(left.dividedBy(3));
		this.subject.grant(HOUR);
		this.timer.runNext();
		assertThat(this.timer.pending()).isOne();
		assertThat(this.subject.ends).isEmpty();
	}

	@Test
	void givesUpWhenTheTimeIsOver() {
		start(HOUR, true);
		this.subject.always = UpstreamException.ofSystem("Vault is sealed", null);
		while (this.timer.pending() > 0) {
			this.timer.runNext();
		}
		assertThat(this.subject.ends).containsExactly("2026-01-01T01:00:00Z Vault is sealed");
		assertThat(this.timer.now()).isBetween(FakeTimer.START.plusSeconds(3590), FakeTimer.START.plusSeconds(3600));
	}

	@Test
	void givesUpAtOnceWhenVaultRefuses() {
		start(HOUR, true);
		this.subject.fail(UpstreamException.ofRequest("Vault denied it", null));
		this.timer.runNext();
		assertThat(this.subject.ends).containsExactly("2026-01-01T01:00:00Z Vault denied it");
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void doesNothingAfterItWasCancelled() {
		Renewal renewal = start(HOUR, true);
		renewal.cancel();
		assertThat(this.timer.pending()).isZero();
		renewal.start();
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void whenCancelledDuringARenewalNeitherGoesOnNorTells() {
		Renewal renewal = start(HOUR, true);
		this.subject.grant(Duration.ofMinutes(1));
		this.subject.whileRenewing = renewal::cancel;
		this.timer.runNext();
		assertThat(this.timer.pending()).isZero();
		assertThat(this.subject.ends).isEmpty();
	}

	private Renewal start(Duration granted, boolean renewable) {
		Renewal renewal = new Renewal(this.subject, this.timer, granted, renewable);
		renewal.start();
		return renewal;
	}

	/**
	 * Answers as it was told to.
	 */
	private static final class FakeSubject implements Renewal.Subject {

		private final Deque<Object> answers = new ArrayDeque<>();

		private final List<String> ends = new ArrayList<>();

		private @Nullable UpstreamException always;

		private Runnable whileRenewing = () -> {
		};

		void grant(Duration time) {
			this.answers.add(time);
		}

		void fail(UpstreamException failure) {
			this.answers.add(failure);
		}

		@Override
		public Duration renew() throws UpstreamException {
			this.whileRenewing.run();
			if (this.always != null) {
				throw this.always;
			}
			Object answer = this.answers.remove();
			if (answer instanceof UpstreamException failure) {
				throw failure;
			}
			return (Duration) answer;
		}

		@Override
		public void endsAt(Instant end, String reason) {
			this.ends.add(end + " " + reason);
		}

	}

}

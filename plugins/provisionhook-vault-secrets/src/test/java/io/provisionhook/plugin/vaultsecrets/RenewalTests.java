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

	private final FakeScheduler scheduler = new FakeScheduler();

	private final FakeSubject subject = new FakeSubject();

	@Test
	void startSchedulesRenewalAfterTwoThirdsOfTheTime() {
		start(HOUR, true);
		assertThat(this.scheduler.nextAt()).isBetween(Duration.ofMinutes(37), Duration.ofMinutes(42));
		this.subject.grant(HOUR);
		this.scheduler.runNext();
		Duration renewed = Duration.between(FakeScheduler.START, this.scheduler.now());
		assertThat(this.scheduler.nextAt().minus(renewed)).isBetween(Duration.ofMinutes(37), Duration.ofMinutes(42));
		assertThat(this.subject.ends).isEmpty();
	}

	@Test
	void startSpreadsRenewals() {
		List<Duration> delays = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			FakeScheduler own = new FakeScheduler();
			new Renewal(this.subject, own, HOUR, true).start();
			delays.add(own.nextAt());
		}
		assertThat(delays).doesNotHaveDuplicates();
	}

	@Test
	void startCountsFromCreation() {
		Renewal renewal = new Renewal(this.subject, this.scheduler, HOUR, true);
		this.scheduler.pass(Duration.ofMinutes(30));
		renewal.start();
		assertThat(this.scheduler.nextAt()).isBetween(Duration.ofMinutes(37), Duration.ofMinutes(42));
	}

	@Test
	void startWhenOverdueRenewsAtOnce() {
		Renewal renewal = new Renewal(this.subject, this.scheduler, HOUR, true);
		this.scheduler.pass(Duration.ofMinutes(59));
		renewal.start();
		assertThat(this.scheduler.nextAt()).isEqualTo(Duration.ofMinutes(59).plusSeconds(1));
	}

	@Test
	void startWithoutExpirySchedulesNothing() {
		start(Duration.ZERO, true);
		assertThat(this.scheduler.pending()).isZero();
	}

	@Test
	void startTwiceSchedulesOnce() {
		Renewal renewal = start(HOUR, true);
		renewal.start();
		assertThat(this.scheduler.pending()).isOne();
	}

	@Test
	void renewWhenNotRenewableReportsEnd() {
		start(HOUR, false);
		this.scheduler.runNext();
		assertThat(this.subject.ends).containsExactly("2026-01-01T01:00:00Z it is not renewable");
		assertThat(this.scheduler.pending()).isZero();
	}

	@Test
	void renewWhenTimeIsNotExtendedReportsEndOnce() {
		start(HOUR, true);
		this.subject.grant(Duration.ofMinutes(20));
		this.scheduler.runNext();
		Instant end = this.scheduler.now().plus(Duration.ofMinutes(20));
		assertThat(this.subject.ends).containsExactly(end + " Vault no longer renews it");
		this.subject.grant(Duration.ofMinutes(5));
		this.scheduler.runNext();
		this.subject.fail(UpstreamException.ofRequest("Vault denied it", null));
		this.scheduler.runNext();
		assertThat(this.subject.ends).hasSize(1);
		assertThat(this.scheduler.pending()).isZero();
	}

	@Test
	void renewWhenVaultFailsIsRepeated() {
		start(HOUR, true);
		this.subject.fail(UpstreamException.ofSystem("Vault is sealed", null));
		this.scheduler.runNext();
		Duration left = HOUR.minus(Duration.between(FakeScheduler.START, this.scheduler.now()));
		Duration next = this.scheduler.nextAt().minus(Duration.between(FakeScheduler.START, this.scheduler.now()));
		assertThat(next).isEqualTo(left.dividedBy(3));
		this.subject.grant(HOUR);
		this.scheduler.runNext();
		assertThat(this.scheduler.pending()).isOne();
		assertThat(this.subject.ends).isEmpty();
	}

	@Test
	void renewWhenTimeIsOverReportsEnd() {
		start(HOUR, true);
		this.subject.always = UpstreamException.ofSystem("Vault is sealed", null);
		while (this.scheduler.pending() > 0) {
			this.scheduler.runNext();
		}
		assertThat(this.subject.ends).containsExactly("2026-01-01T01:00:00Z Vault is sealed");
		assertThat(this.scheduler.now()).isBetween(FakeScheduler.START.plusSeconds(3590),
				FakeScheduler.START.plusSeconds(3600));
	}

	@Test
	void renewWhenVaultRefusesReportsEnd() {
		start(HOUR, true);
		this.subject.fail(UpstreamException.ofRequest("Vault denied it", null));
		this.scheduler.runNext();
		assertThat(this.subject.ends).containsExactly("2026-01-01T01:00:00Z Vault denied it");
		assertThat(this.scheduler.pending()).isZero();
	}

	@Test
	void cancelStopsRenewal() {
		Renewal renewal = start(HOUR, true);
		renewal.cancel();
		assertThat(this.scheduler.pending()).isZero();
		renewal.start();
		assertThat(this.scheduler.pending()).isZero();
	}

	@Test
	void cancelDuringRenewalReportsNothing() {
		Renewal renewal = start(HOUR, true);
		this.subject.grant(Duration.ofMinutes(1));
		this.subject.whileRenewing = renewal::cancel;
		this.scheduler.runNext();
		assertThat(this.scheduler.pending()).isZero();
		assertThat(this.subject.ends).isEmpty();
	}

	private Renewal start(Duration granted, boolean renewable) {
		Renewal renewal = new Renewal(this.subject, this.scheduler, granted, renewable);
		renewal.start();
		return renewal;
	}

	/**
	 * Returns configured answers.
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

package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Renews what ends by itself, when about two thirds of its time are over, again and again
 * until it is cancelled or Vault gives no more time. Thread-safe.
 */
final class Renewal {

	private static final Duration SHORTEST_DELAY = Duration.ofSeconds(1);

	private final Subject subject;

	private final VaultTimer timer;

	private final Duration granted;

	private final boolean renewable;

	private Duration current;

	private Instant end;

	private boolean told;

	private boolean cancelled;

	private @Nullable Runnable next;

	/**
	 * Create a renewal that does nothing yet.
	 * @param subject what to renew
	 * @param timer tells the time and when it has come
	 * @param granted how long the subject is good for, from now on; zero if for ever
	 * @param renewable whether that can become longer
	 */
	Renewal(Subject subject, VaultTimer timer, Duration granted, boolean renewable) {
		this.subject = subject;
		this.timer = timer;
		this.granted = granted;
		this.renewable = renewable;
		this.current = granted;
		this.end = timer.now().plus(granted);
	}

	synchronized Instant end() {
		return this.end;
	}

	/**
	 * Return whether the end will be put off, as far as is known now.
	 * @return whether it will, unless Vault has other ideas
	 */
	synchronized boolean goesOn() {
		return this.renewable && !this.told && !this.cancelled;
	}

	synchronized void start() {
		if (!this.granted.isZero() && this.next == null) {
			scheduleBeforeEnd();
		}
	}

	synchronized void cancel() {
		this.cancelled = true;
		if (this.next != null) {
			this.next.run();
		}
	}

	private void turn() {
		if (isCancelled()) {
			return;
		}
		if (!this.renewable) {
			tell("it is not renewable");
			return;
		}
		try {
			extend(this.subject.renew());
		}
		catch (UpstreamException ex) {
			retry(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private synchronized boolean isCancelled() {
		return this.cancelled;
	}

	private void extend(Duration time) {
		synchronized (this) {
			this.current = time;
			this.end = this.timer.now().plus(time);
			if (!time.isZero()) {
				scheduleBeforeEnd();
			}
		}
		if (time.compareTo(this.granted) < 0) {
			tell("Vault renews it no further");
		}
	}

	private void retry(UpstreamException failure) {
		Duration left = Duration.between(this.timer.now(), end());
		if (failure.isSystemAtFault() && left.compareTo(SHORTEST_DELAY) > 0) {
			schedule(left.dividedBy(3));
		}
		else {
			tell(String.valueOf(failure.getMessage()));
		}
	}

	private void tell(String reason) {
		Instant until;
		synchronized (this) {
			if (this.told || this.cancelled) {
				return;
			}
			this.told = true;
			until = this.end;
		}
		this.subject.endsAt(until, reason);
	}

	private synchronized void scheduleBeforeEnd() {
		double share = ThreadLocalRandom.current().nextDouble(0.30, 0.37);
		Duration early = Duration.ofMillis(Math.round(this.current.toMillis() * share));
		schedule(Duration.between(this.timer.now(), this.end).minus(early));
	}

	private synchronized void schedule(Duration delay) {
		if (!this.cancelled) {
			this.next = this.timer.after((delay.compareTo(SHORTEST_DELAY) > 0) ? delay : SHORTEST_DELAY, this::turn);
		}
	}

	/**
	 * What is renewed.
	 */
	interface Subject {

		/**
		 * Renew it.
		 * @return how long it is good for from now on
		 * @throws UpstreamException if that is not known; tried again if the system is at
		 * fault
		 * @throws InterruptedException if the thread was interrupted
		 */
		Duration renew() throws UpstreamException, InterruptedException;

		/**
		 * Called once, when its end has come into sight.
		 * @param end when that is
		 * @param reason why it is not put off, a clause without a secret
		 */
		void endsAt(Instant end, String reason);

	}

}

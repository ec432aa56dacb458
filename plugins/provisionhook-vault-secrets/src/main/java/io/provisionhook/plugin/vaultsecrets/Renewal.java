package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Renews a token or a lease whenever about two thirds of its time have passed, until the
 * renewal is cancelled or Vault does not extend the time further. Thread-safe.
 */
final class Renewal {

	private static final Duration SHORTEST_DELAY = Duration.ofSeconds(1);

	private final Subject subject;

	private final VaultScheduler scheduler;

	private final Duration granted;

	private final boolean renewable;

	private Duration current;

	private Instant end;

	private boolean endReported;

	private boolean cancelled;

	private @Nullable Runnable next;

	/**
	 * Create a renewal that has not started.
	 * @param subject the token or lease
	 * @param scheduler schedules renewals
	 * @param granted the time to live from now on; zero if the subject does not expire
	 * @param renewable whether the subject can be renewed
	 */
	Renewal(Subject subject, VaultScheduler scheduler, Duration granted, boolean renewable) {
		this.subject = subject;
		this.scheduler = scheduler;
		this.granted = granted;
		this.renewable = renewable;
		this.current = granted;
		this.end = scheduler.now().plus(granted);
	}

	synchronized Instant end() {
		return this.end;
	}

	/**
	 * Return whether the subject is expected to be renewed before its end.
	 * @return {@code false} if the subject is known to end
	 */
	synchronized boolean isActive() {
		return this.renewable && !this.endReported && !this.cancelled;
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

	private void renew() {
		if (isCancelled()) {
			return;
		}
		if (!this.renewable) {
			reportEnd("it is not renewable");
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
			this.end = this.scheduler.now().plus(time);
			if (!time.isZero()) {
				scheduleBeforeEnd();
			}
		}
		if (time.compareTo(this.granted) < 0) {
			reportEnd("Vault no longer renews it");
		}
	}

	private void retry(UpstreamException failure) {
		Duration left = Duration.between(this.scheduler.now(), end());
		if (failure.isSystemAtFault() && left.compareTo(SHORTEST_DELAY) > 0) {
			schedule(left.dividedBy(3));
		}
		else {
			reportEnd(String.valueOf(failure.getMessage()));
		}
	}

	private void reportEnd(String reason) {
		Instant until;
		synchronized (this) {
			if (this.endReported || this.cancelled) {
				return;
			}
			this.endReported = true;
			until = this.end;
		}
		this.subject.endsAt(until, reason);
	}

	private synchronized void scheduleBeforeEnd() {
		double share = ThreadLocalRandom.current().nextDouble(0.30, 0.37);
		Duration early = Duration.ofMillis(Math.round(this.current.toMillis() * share));
		schedule(Duration.between(this.scheduler.now(), this.end).minus(early));
	}

	private synchronized void schedule(Duration delay) {
		if (!this.cancelled) {
			this.next = this.scheduler.schedule((delay.compareTo(SHORTEST_DELAY) > 0) ? delay : SHORTEST_DELAY,
					this::renew);
		}
	}

	/**
	 * Token or lease.
	 */
	interface Subject {

		/**
		 * Renew the token or lease.
		 * @return the new time to live
		 * @throws UpstreamException if the renewal fails; repeated if the system is at
		 * fault
		 * @throws InterruptedException if the thread was interrupted
		 */
		Duration renew() throws UpstreamException, InterruptedException;

		/**
		 * Called once, when it is known that no further renewal is possible.
		 * @param end the end
		 * @param reason the reason, a clause without secrets
		 */
		void endsAt(Instant end, String reason);

	}

}

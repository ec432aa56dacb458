package io.provisionhook.workspace;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.provisionhook.Lease;
import io.provisionhook.internal.PrintableText;

/**
 * The leases in the environment of one running workspace. A lease is due before its end:
 * by the notice, or at half of its time if it is shorter than twice the notice. A lease
 * that is renewed is due only at its end. Not thread-safe.
 */
final class WorkspaceLeases {

	private static final Logger logger = System.getLogger(WorkspaceLeases.class.getName());

	private static final Duration SHORTEST_DELAY = Duration.ofSeconds(1);

	private static final Duration LONGEST_DELAY = Duration.ofDays(1);

	private final Map<String, Lease> leases = new HashMap<>();

	private final Duration notice;

	private final Instant start;

	private final Set<String> returned = new HashSet<>();

	/**
	 * Create the leases of a workspace that has just started.
	 * @param leases the leases by variable name
	 * @param notice the time between the moment when a lease is due and its end
	 * @param start the present time
	 */
	WorkspaceLeases(Map<String, Lease> leases, Duration notice, Instant start) {
		leases.forEach((variable, lease) -> this.leases.put(variable, new SafeLease(variable, lease, start)));
		this.notice = notice;
		this.start = start;
	}

	/**
	 * Return the leases that are due and were not returned before.
	 * @param now the time
	 * @return the ends of the leases, by variable name
	 */
	SortedMap<String, Instant> due(Instant now) {
		SortedMap<String, Instant> due = new TreeMap<>();
		this.leases.forEach((variable, lease) -> {
			if (!this.returned.contains(variable) && !now.isBefore(dueAt(lease))) {
				due.put(variable, lease.expiresAt());
			}
		});
		this.returned.addAll(due.keySet());
		return due;
	}

	/**
	 * Return the time until the next check for leases that are due.
	 * @param now the time
	 * @return the delay from now; empty if all leases were returned
	 */
	Optional<Duration> nextCheck(Instant now) {
		return this.leases.entrySet()
			.stream()
			.filter((entry) -> !this.returned.contains(entry.getKey()))
			.map((entry) -> untilCheck(entry.getValue(), now))
			.map((delay) -> min(delay, LONGEST_DELAY))
			.min(Duration::compareTo);
	}

	// If the renewal stops, the lease is due earlier than expected
	private Duration untilCheck(Lease lease, Instant now) {
		Duration left = Duration.between(now, dueAt(lease));
		if (!lease.isRenewed()) {
			return left;
		}
		Duration half = left.dividedBy(2);
		return (half.compareTo(SHORTEST_DELAY) > 0) ? half : min(left, SHORTEST_DELAY);
	}

	private Instant dueAt(Lease lease) {
		Instant end = lease.expiresAt();
		if (lease.isRenewed()) {
			return end;
		}
		Duration half = lengthUntil(end).dividedBy(2);
		return half.isNegative() ? end : end.minus(min(this.notice, half));
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	/**
	 * Return the earliest end of a lease that is not renewed.
	 * @return the end; empty if there is no such lease
	 */
	Optional<Instant> soonestEnd() {
		return this.leases.values()
			.stream()
			.filter((lease) -> !lease.isRenewed())
			.map(Lease::expiresAt)
			.min(Instant::compareTo);
	}

	/**
	 * Return the length of a lease in this workspace.
	 * @param end the end of the lease
	 * @return the time from the start of the workspace
	 */
	Duration lengthUntil(Instant end) {
		return Duration.between(this.start, end);
	}

	/**
	 * A lease that never fails: if the delegate fails, its last answer counts.
	 */
	private static final class SafeLease implements Lease {

		private final String variable;

		private final Lease lease;

		private volatile boolean failed;

		private volatile Instant lastKnown;

		private SafeLease(String variable, Lease lease, Instant start) {
			this.variable = variable;
			this.lease = lease;
			this.lastKnown = start;
		}

		@Override
		public Instant expiresAt() {
			this.lastKnown = call(this.lease::expiresAt, this.lastKnown);
			return this.lastKnown;
		}

		@Override
		public boolean isRenewed() {
			return call(this.lease::isRenewed, false);
		}

		private <T> T call(Supplier<T> method, T fallback) {
			try {
				return Objects.requireNonNull(method.get());
			}
			catch (OutOfMemoryError ex) {
				throw ex;
			}
			catch (Throwable ex) {
				if (!this.failed) {
					this.failed = true;
					logger.log(Level.WARNING, "The lease of variable \"{0}\" failed with {1}", this.variable,
							PrintableText.of(ex.getClass().getName()));
				}
				return fallback;
			}
		}

	}

}

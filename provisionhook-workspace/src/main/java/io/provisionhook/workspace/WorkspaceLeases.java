package io.provisionhook.workspace;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import io.provisionhook.Lease;

/**
 * The leases in the environment of one running workspace. A lease comes due before its
 * end: by the notice, or at half its time if it is shorter than twice the notice. One
 * that somebody renews comes due only when it has ended all the same. Not thread-safe.
 */
final class WorkspaceLeases {

	private static final Duration SHORTEST_DELAY = Duration.ofSeconds(1);

	private static final Duration LONGEST_DELAY = Duration.ofDays(1);

	private final Map<String, Lease> leases = new HashMap<>();

	private final Duration notice;

	private final Instant start;

	private final Set<String> told = new HashSet<>();

	/**
	 * Create the leases of a workspace that has just started.
	 * @param leases the leases by variable name
	 * @param notice how long before its end a lease comes due
	 * @param start the time
	 */
	WorkspaceLeases(Map<String, Lease> leases, Duration notice, Instant start) {
		leases.forEach((variable, lease) -> this.leases.put(variable, new GuardedLease(variable, lease, start)));
		this.notice = notice;
		this.start = start;
	}

	/**
	 * Return what has come due and was not returned before.
	 * @param now the time
	 * @return when the leases end, by variable name
	 */
	SortedMap<String, Instant> due(Instant now) {
		SortedMap<String, Instant> due = new TreeMap<>();
		this.leases.forEach((variable, lease) -> {
			if (!this.told.contains(variable) && !now.isBefore(dueAt(lease))) {
				due.put(variable, lease.expiresAt());
			}
		});
		this.told.addAll(due.keySet());
		return due;
	}

	/**
	 * Return when to look again.
	 * @param now the time
	 * @return how long from now; empty if there is nothing more to look for
	 */
	Optional<Duration> nextLook(Instant now) {
		return this.leases.entrySet()
			.stream()
			.filter((entry) -> !this.told.contains(entry.getKey()))
			.map((entry) -> untilLook(entry.getValue(), now))
			.map((delay) -> min(delay, LONGEST_DELAY))
			.min(Duration::compareTo);
	}

	// Whoever renews a lease may give up, and it comes due earlier then
	private Duration untilLook(Lease lease, Instant now) {
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
		Duration half = lifeUntil(end).dividedBy(2);
		return half.isNegative() ? end : end.minus(min(this.notice, half));
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	/**
	 * Return the end of the lease that ends first.
	 * @return the end; empty if somebody renews all leases
	 */
	Optional<Instant> soonestEnd() {
		return this.leases.values()
			.stream()
			.filter((lease) -> !lease.isRenewed())
			.map(Lease::expiresAt)
			.min(Instant::compareTo);
	}

	/**
	 * Return how long a lease was good for in this workspace.
	 * @param end its end
	 * @return the time from the start
	 */
	Duration lifeUntil(Instant end) {
		return Duration.between(this.start, end);
	}

}

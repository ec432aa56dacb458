package io.provisionhook.internal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Threads that still execute foreign code after its deadline. Java can't stop a thread
 * from outside, so the number of such threads is limited: at the limit no run starts, and
 * code that holds that many threads is not called.
 */
public final class AbandonedThreads {

	private static final int MAX_SHOWN_OWNERS = 10;

	private final Set<AbandonableCall> abandoned = ConcurrentHashMap.newKeySet();

	private final int limit;

	public AbandonedThreads(int limit) {
		this.limit = limit;
	}

	void add(AbandonableCall call) {
		this.abandoned.add(call);
	}

	/**
	 * Called when the code of a call has returned.
	 * @param call the call
	 * @return whether its thread was abandoned
	 */
	boolean remove(AbandonableCall call) {
		return this.abandoned.remove(call);
	}

	/**
	 * Return the number of abandoned threads. The thread of a cancelled run counts from
	 * its own deadline on, since it may return before.
	 * @return the number of threads
	 */
	public int count() {
		return this.abandoned.isEmpty() ? 0 : overdue().size();
	}

	private List<AbandonableCall> overdue() {
		return this.abandoned.stream().filter(AbandonableCall::isOverdue).toList();
	}

	/**
	 * Return whether an owner holds the maximum number of abandoned threads.
	 * @param owner the owner of the code
	 * @return whether its code must not be called
	 */
	boolean isAtLimit(String owner) {
		return this.abandoned.size() >= this.limit
				&& overdue().stream().filter((call) -> call.owner().equals(owner)).count() >= this.limit;
	}

	int limit() {
		return this.limit;
	}

	/**
	 * Return why no run may start.
	 * @return the reason, {@code null} if a run may start
	 */
	public @Nullable String refusal() {
		if (count() < this.limit) {
			return null;
		}
		Map<String, Long> byName = overdue().stream()
			.collect(Collectors.groupingBy((call) -> call.owner(), TreeMap::new, Collectors.counting()));
		String owners = byName.entrySet()
			.stream()
			.limit(MAX_SHOWN_OWNERS)
			.map((entry) -> "\"" + entry.getKey() + "\" " + entry.getValue())
			.collect(Collectors.joining(", "));
		int more = byName.size() - MAX_SHOWN_OWNERS;
		return "threads of mutators that have timed out are still alive (" + owners
				+ ((more > 0) ? ", and those of " + more + " more" : "") + "), and no run is started while there are "
				+ this.limit + " of them";
	}

}

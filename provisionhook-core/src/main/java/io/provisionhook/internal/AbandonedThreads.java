package io.provisionhook.internal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The threads that still are in somebody else's code although its time is up. There is no
 * way to end a thread from outside, so their number is bounded: beyond it no run is
 * started, and no code called that holds as many.
 */
public final class AbandonedThreads {

	private static final int SHOWN_HOLDERS = 10;

	private final Set<BoundedCall> givenUp = ConcurrentHashMap.newKeySet();

	private final int limit;

	public AbandonedThreads(int limit) {
		this.limit = limit;
	}

	public void add(BoundedCall call) {
		this.givenUp.add(call);
	}

	/**
	 * Called when the thread has come back.
	 * @param call the call that it was in
	 * @return whether it was abandoned
	 */
	public boolean remove(BoundedCall call) {
		return this.givenUp.remove(call);
	}

	/**
	 * Return the number of abandoned threads. One whose run was cancelled counts from
	 * when its own time is up, since up to then it may well come back.
	 * @return the number of threads
	 */
	public int count() {
		return this.givenUp.isEmpty() ? 0 : overdue().size();
	}

	private List<BoundedCall> overdue() {
		return this.givenUp.stream().filter(BoundedCall::isOverdue).toList();
	}

	/**
	 * Return whether no thread more is to be given to somebody.
	 * @param owner whose code it is
	 * @return whether as many are in it as there may be
	 */
	public boolean isAtLimit(String owner) {
		return this.givenUp.size() >= this.limit
				&& overdue().stream().filter((call) -> call.owner().equals(owner)).count() >= this.limit;
	}

	public int limit() {
		return this.limit;
	}

	/**
	 * Return why no run may be started.
	 * @return the reason, {@code null} if one may
	 */
	public @Nullable String refusal() {
		if (count() < this.limit) {
			return null;
		}
		Map<String, Long> byName = overdue().stream()
			.collect(Collectors.groupingBy((call) -> call.owner(), TreeMap::new, Collectors.counting()));
		String holders = byName.entrySet()
			.stream()
			.limit(SHOWN_HOLDERS)
			.map((entry) -> "\"" + entry.getKey() + "\" " + entry.getValue())
			.collect(Collectors.joining(", "));
		int more = byName.size() - SHOWN_HOLDERS;
		return "threads of mutators that have timed out are still alive (" + holders
				+ ((more > 0) ? ", and those of " + more + " more" : "") + "), and no run is started while there are "
				+ this.limit + " of them";
	}

}

package io.provisionhook.workspace;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Lease;
import io.provisionhook.internal.PrintableText;

/**
 * Watches the leases of all running workspaces, and tells of those that are about to end.
 * It is told of a workspace's leases before the workspace is recorded as running, and by
 * the record that it runs or does not any more. Thread-safe.
 */
final class LeaseMonitor implements AutoCloseable {

	private static final Logger logger = System.getLogger(LeaseMonitor.class.getName());

	private final LeaseSettings settings;

	private final TimeLimitedCalls calls;

	private final Consumer<Workspace> restart;

	private final WorkspaceClock clock;

	private final ConcurrentMap<String, Watched> watched = new ConcurrentHashMap<>();

	/**
	 * Create a watch that has no thread until there is a lease.
	 * @param settings what was decided about leases
	 * @param calls how leases are asked for what they are
	 * @param time the time, which is closed with this watch
	 * @param restart restarts a workspace, unless it has ended by then; does not wait for
	 * it
	 */
	LeaseMonitor(LeaseSettings settings, TimeLimitedCalls calls, WorkspaceClock clock, Consumer<Workspace> restart) {
		this.settings = settings;
		this.calls = calls;
		this.clock = clock;
		this.restart = restart;
	}

	/**
	 * Watch a workspace as soon as it is recorded as running.
	 * @param running the record to come
	 * @param leases the leases in its environment
	 */
	void expect(Workspace running, Map<String, Lease> leases) {
		if (!leases.isEmpty()) {
			this.watched.put(running.id(),
					new Watched(running, new WorkspaceLeases(leases, this.settings.notice(), running.updatedAt())));
		}
	}

	/**
	 * Watch a workspace that was recorded as running before there was this watch.
	 * @param running the record
	 * @param leases the leases in its environment
	 */
	void resume(Workspace running, Map<String, Lease> leases) {
		expect(running, leases);
		onChange(running);
	}

	/**
	 * Watch a workspace from when it runs to when it does not any more.
	 * @param workspace its new record
	 */
	void onChange(Workspace workspace) {
		Watched watch = this.watched.get(workspace.id());
		if (watch != null && watch.workspace.version() == workspace.version()) {
			lookFirst(watch);
		}
		else if (watch != null && watch.workspace.version() < workspace.version()
				&& !workspace.isSameRun(watch.workspace)) {
			forget(watch.workspace);
		}
	}

	private void lookFirst(Watched watch) {
		try {
			this.calls.step(watch, () -> {
				watch.look();
				return watch;
			});
		}
		catch (Exception ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			logger.log(Level.WARNING, "The leases of workspace {0} are not watched: {1}",
					PrintableText.of(watch.workspace.id()),
					(ex instanceof TimeoutException) ? ex.getMessage() : PrintableText.nameOf(ex.getClass()));
		}
	}

	/**
	 * Return the number of threads that are still in listeners that were given up.
	 * @return the number of threads
	 */
	int abandonedThreads() {
		return this.settings.listeners().abandonedThreads();
	}

	/**
	 * Watch a workspace no more.
	 * @param running the record by which it was expected
	 */
	void forget(Workspace running) {
		this.watched.computeIfPresent(running.id(), (id, watch) -> {
			if (watch.workspace.version() > running.version()) {
				return watch;
			}
			watch.cancel();
			return null;
		});
	}

	Optional<Instant> soonestEnd() {
		return this.watched.values().stream().flatMap((watch) -> watch.soonestEnd().stream()).min(Instant::compareTo);
	}

	private void tell(LeaseExpiry expiry) {
		this.settings.listeners().dispatch(expiry.workspace().id(), (listener) -> listener.onExpiry(expiry));
	}

	@Override
	public void close() {
		this.clock.close();
		this.watched.clear();
	}

	/**
	 * A workspace that is watched.
	 */
	private final class Watched {

		private final Workspace workspace;

		private final WorkspaceLeases leases;

		private @Nullable Future<?> next;

		private boolean cancelled;

		private Watched(Workspace workspace, WorkspaceLeases leases) {
			this.workspace = workspace;
			this.leases = leases;
		}

		private void look() {
			SortedMap<String, Instant> due;
			synchronized (this) {
				if (this.cancelled) {
					return;
				}
				Instant now = LeaseMonitor.this.clock.instant();
				due = this.leases.due(now);
				this.leases.nextLook(now).ifPresent(this::schedule);
			}
			if (!due.isEmpty()) {
				OnExpiry action = actionOn(due);
				tell(new LeaseExpiry(this.workspace, due, action));
				if (action == OnExpiry.RESTART) {
					LeaseMonitor.this.restart.accept(this.workspace);
				}
			}
		}

		private void schedule(Duration delay) {
			this.next = LeaseMonitor.this.clock.schedule(this::look, delay);
		}

		// A workspace that gets nothing better by it must not be restarted for ever
		private OnExpiry actionOn(SortedMap<String, Instant> due) {
			LeaseSettings settings = LeaseMonitor.this.settings;
			boolean longEnough = due.values()
				.stream()
				.anyMatch((end) -> this.leases.lifeUntil(end).compareTo(settings.minimum()) >= 0);
			return longEnough ? settings.onExpiry() : OnExpiry.EVENT;
		}

		private synchronized void cancel() {
			this.cancelled = true;
			if (this.next != null) {
				this.next.cancel(false);
			}
		}

		private synchronized Optional<Instant> soonestEnd() {
			return this.leases.soonestEnd();
		}

	}

}

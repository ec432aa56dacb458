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
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Lease;
import io.provisionhook.internal.ListenerDispatcher;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.workspace.Workspace.Run;

/**
 * Monitors the leases of all running workspaces, and notifies listeners before they end.
 * The leases of a workspace are registered before the workspace is recorded as running;
 * its records start and end the monitoring. Thread-safe.
 */
final class LeaseMonitor implements AutoCloseable {

	private static final Logger logger = System.getLogger(LeaseMonitor.class.getName());

	private static final Duration PAUSE = Duration.ofSeconds(5);

	private final Settings settings;

	private final TimeLimitedCalls calls;

	private final Function<Run, Optional<Workspace>> records;

	private final Consumer<Workspace> restart;

	private final WorkspaceClock clock;

	private final ConcurrentMap<String, Monitored> monitored = new ConcurrentHashMap<>();

	/**
	 * Create a monitor, which has no thread until there is a lease.
	 * @param settings the settings
	 * @param calls limits the time of calls of leases
	 * @param clock the clock
	 * @param records finds the present record of a run; empty if the run is over
	 * @param restart restarts a workspace unless it has ended, without blocking
	 */
	LeaseMonitor(Settings settings, TimeLimitedCalls calls, WorkspaceClock clock,
			Function<Run, Optional<Workspace>> records, Consumer<Workspace> restart) {
		this.settings = settings;
		this.calls = calls;
		this.clock = clock;
		this.records = records;
		this.restart = restart;
	}

	/**
	 * Monitor a workspace as soon as it is recorded as running.
	 * @param running the future record
	 * @param leases the leases in its environment
	 */
	void register(Workspace running, Map<String, Lease> leases) {
		if (!leases.isEmpty()) {
			this.monitored.put(running.id(), new Monitored(running.run(),
					new WorkspaceLeases(leases, this.settings.notice(), running.updatedAt())));
		}
	}

	/**
	 * Monitor a workspace that is already recorded as running.
	 * @param running the record
	 * @param leases the leases in its environment
	 */
	void resume(Workspace running, Map<String, Lease> leases) {
		register(running, leases);
		onChange(running);
	}

	/**
	 * Start or end the monitoring of a workspace after a change of its record.
	 * @param workspace the new record
	 */
	void onChange(Workspace workspace) {
		Monitored entry = this.monitored.get(workspace.id());
		if (entry != null && entry.run.version() == workspace.version()) {
			start(entry);
		}
		else if (entry != null && entry.run.version() < workspace.version() && !workspace.isOf(entry.run)) {
			remove(entry.run);
		}
	}

	private void start(Monitored entry) {
		try {
			this.calls.step(entry, () -> {
				entry.check();
				return entry;
			});
		}
		catch (Exception ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			logger.log(Level.WARNING, "The leases of workspace {0} are not monitored: {1}",
					PrintableText.of(entry.run.id()),
					(ex instanceof TimeoutException) ? ex.getMessage() : PrintableText.nameOf(ex.getClass()));
		}
	}

	/**
	 * Return the number of threads that are still in listeners after their timeout.
	 * @return the number of threads
	 */
	int abandonedThreads() {
		return this.settings.listeners().abandonedThreads();
	}

	/**
	 * End the monitoring of a workspace.
	 * @param run its run
	 */
	void remove(Run run) {
		this.monitored.computeIfPresent(run.id(), (id, entry) -> {
			if (entry.run.version() > run.version()) {
				return entry;
			}
			entry.cancel();
			return null;
		});
	}

	Optional<Instant> soonestEnd() {
		return this.monitored.values().stream().flatMap((entry) -> entry.soonestEnd().stream()).min(Instant::compareTo);
	}

	/**
	 * End the monitoring of all workspaces.
	 */
	@Override
	public void close() {
		this.monitored.values().forEach(Monitored::cancel);
		this.monitored.clear();
	}

	/**
	 * Settings for leases.
	 *
	 * @param notice the time between the notification of listeners and the end of a lease
	 * @param minimum the minimum length of a lease to restart a workspace for it
	 * @param onExpiry the action when a lease is about to end
	 * @param listeners the listeners
	 */
	record Settings(Duration notice, Duration minimum, LeaseExpiry.Action onExpiry,
			ListenerDispatcher<LeaseExpiryListener> listeners) {
	}

	/**
	 * A monitored workspace.
	 */
	private final class Monitored {

		private final Run run;

		private final WorkspaceLeases leases;

		private @Nullable Future<?> nextCheck;

		private boolean cancelled;

		private Monitored(Run run, WorkspaceLeases leases) {
			this.run = run;
			this.leases = leases;
		}

		private void check() {
			SortedMap<String, Instant> due;
			synchronized (this) {
				if (this.cancelled) {
					return;
				}
				Instant now = LeaseMonitor.this.clock.instant();
				due = this.leases.due(now);
				this.leases.nextCheck(now).ifPresent(this::schedule);
			}
			if (!due.isEmpty()) {
				onDue(due, true);
			}
		}

		private void onDue(SortedMap<String, Instant> due, boolean first) {
			Workspace running;
			try {
				running = LeaseMonitor.this.records.apply(this.run).orElse(null);
			}
			catch (RuntimeException ex) {
				if (first) {
					logger.log(Level.WARNING,
							"Leases of workspace {0} are due, but its record could not be read, "
									+ "and is tried again: {1}",
							PrintableText.of(this.run.id()), PrintableText.nameOf(ex.getClass()));
				}
				Future<?> unused = LeaseMonitor.this.clock.schedule(() -> onDue(due, false), PAUSE);
				return;
			}
			if (running != null) {
				LeaseExpiry expiry = new LeaseExpiry(running, due, actionFor(due));
				LeaseMonitor.this.settings.listeners().dispatch(running.id(), (listener) -> listener.onExpiry(expiry));
				if (expiry.action() == LeaseExpiry.Action.RESTART) {
					LeaseMonitor.this.restart.accept(running);
				}
			}
		}

		private void schedule(Duration delay) {
			this.nextCheck = LeaseMonitor.this.clock.schedule(this::check, delay);
		}

		// A restart would lead to leases that are as short, and to the next restart
		private LeaseExpiry.Action actionFor(SortedMap<String, Instant> due) {
			Settings settings = LeaseMonitor.this.settings;
			boolean longEnough = due.values()
				.stream()
				.anyMatch((end) -> this.leases.lengthUntil(end).compareTo(settings.minimum()) >= 0);
			return longEnough ? settings.onExpiry() : LeaseExpiry.Action.EVENT;
		}

		private synchronized void cancel() {
			this.cancelled = true;
			if (this.nextCheck != null) {
				this.nextCheck.cancel(false);
			}
		}

		private synchronized Optional<Instant> soonestEnd() {
			return this.leases.soonestEnd();
		}

	}

}

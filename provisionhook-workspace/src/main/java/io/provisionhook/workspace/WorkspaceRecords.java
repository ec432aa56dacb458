package io.provisionhook.workspace;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.ListenerDispatcher;
import io.provisionhook.internal.ListenerDispatcher.Delivery;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.report.RunReport;

/**
 * The one way in which the handler writes records: into the store, then to the listeners,
 * which are told about a workspace in the order of its records. Once the store has failed
 * to take one, nobody knows what it holds until records and runtime have been compared.
 */
final class WorkspaceRecords {

	private static final Logger logger = System.getLogger(WorkspaceRecords.class.getName());

	private final WorkspaceStore store;

	private final Consumer<Workspace> onChange;

	private final ListenerDispatcher<WorkspaceListener> listeners;

	private final WorkspaceClock clock;

	private final ConcurrentMap<String, Changes> changes = new ConcurrentHashMap<>();

	private volatile boolean inDoubt = true;

	WorkspaceRecords(WorkspaceStore store, Consumer<Workspace> onChange,
			ListenerDispatcher<WorkspaceListener> listeners, WorkspaceClock clock) {
		this.store = store;
		this.onChange = onChange;
		this.listeners = listeners;
		this.clock = clock;
	}

	/**
	 * Return the time of a record that is made now.
	 * @return the time
	 */
	Instant now() {
		return this.clock.instant();
	}

	void insert(Workspace workspace) {
		write(workspace, () -> {
			this.store.insert(workspace);
			return true;
		});
	}

	boolean replace(Workspace expected, Workspace next) {
		return write(next, () -> this.store.replace(expected, next));
	}

	/**
	 * Delete the record of a workspace that has ended.
	 * @param ended its record
	 * @return whether it was deleted; {@code false} if somebody replaced it
	 */
	boolean delete(Workspace ended) {
		boolean deleted = this.store.delete(ended);
		if (deleted) {
			this.listeners.dispatch(ended.id(), (listener) -> listener.onDelete(ended));
		}
		return deleted;
	}

	/**
	 * Replace the record of a workspace that runs, also if that says by now why it could
	 * not be restarted.
	 * @param running a record of its run
	 * @param next makes the next record
	 * @return the next record; {@code null} if somebody else made that
	 */
	@Nullable Workspace replaceRun(Workspace running, UnaryOperator<Workspace> next) {
		Workspace expected = running;
		while (expected != null) {
			Workspace replacement = next.apply(expected);
			if (replace(expected, replacement)) {
				return replacement;
			}
			long version = expected.version();
			expected = find(running.id()).filter((current) -> current.isSameRun(running) && current.version() > version)
				.orElse(null);
		}
		return null;
	}

	boolean isSameRun(Workspace running) {
		return find(running.id()).filter((current) -> current.isSameRun(running)).isPresent();
	}

	/**
	 * Tell listeners that what was made for a restart is not used.
	 * @param running the workspace
	 * @param generation the generation that it was made for
	 */
	void tellOfDiscarded(Workspace running, long generation) {
		this.listeners.dispatch(running.id(), (listener) -> listener.onDiscarded(running, generation));
	}

	private boolean write(Workspace next, BooleanSupplier write) {
		this.changes.compute(next.id(), (id, changes) -> Changes.begin(changes, next));
		boolean written = false;
		try {
			written = write.getAsBoolean();
		}
		catch (RuntimeException ex) {
			this.inDoubt = true;
			throw ex;
		}
		finally {
			tellListeners(next, written);
		}
		return written;
	}

	private void tellListeners(Workspace next, boolean written) {
		if (written) {
			this.onChange.accept(next);
		}
		List<Delivery> deliveries = new ArrayList<>(1);
		this.changes.computeIfPresent(next.id(), (id, changes) -> {
			for (Workspace told : changes.end(next, written)) {
				deliveries.add(this.listeners.begin(id, (listener) -> listener.onChange(told)));
			}
			return changes.isOver() ? null : changes;
		});
		deliveries.forEach(Delivery::await);
	}

	/**
	 * Set whether records may say something else than the runtime does, with nobody at
	 * work on it.
	 * @param inDoubt whether they may
	 */
	void setInDoubt(boolean inDoubt) {
		this.inDoubt = inDoubt;
	}

	boolean isInDoubt() {
		return this.inDoubt;
	}

	/**
	 * Record that a workspace failed, unless it has another record by now. If the store
	 * fails too, that is logged.
	 * @param workspace its record
	 * @param error why it failed, redacted
	 * @param report what was done to provision it
	 */
	void fail(Workspace workspace, String error, @Nullable RunReport report) {
		try {
			replaceRun(workspace, (current) -> current.failed(error, report, now()));
		}
		catch (RuntimeException ex) {
			logger.log(Level.ERROR, "Workspace {0} could not be marked as failed: {1}",
					PrintableText.of(workspace.id()), PrintableText.of(ex.getClass().getName()));
		}
	}

	void fail(Workspace workspace, String error) {
		fail(workspace, error, workspace.report());
	}

	boolean isCurrent(Workspace workspace) {
		return this.store.find(workspace.id()).filter((stored) -> stored.version() == workspace.version()).isPresent();
	}

	Optional<Workspace> find(String id) {
		return this.store.find(id);
	}

	Workspace get(String id) {
		return find(id).orElseThrow(() -> new WorkspaceNotFoundException(id));
	}

	List<Workspace> getAll() {
		return this.store.findAll();
	}

	/**
	 * The records of one workspace that are being written. One that was written waits for
	 * those before it, so that listeners get them in their order.
	 */
	private static final class Changes {

		private final List<Long> versions = new ArrayList<>(1);

		private final SortedMap<Long, Workspace> written = new TreeMap<>();

		static Changes begin(@Nullable Changes present, Workspace next) {
			Changes changes = (present != null) ? present : new Changes();
			changes.versions.add(next.version());
			return changes;
		}

		List<Workspace> end(Workspace next, boolean written) {
			this.versions.remove(next.version());
			if (written) {
				this.written.put(next.version(), next);
			}
			long first = this.versions.stream().min(Long::compare).orElse(Long.MAX_VALUE);
			Map<Long, Workspace> due = this.written.headMap(first);
			List<Workspace> told = List.copyOf(due.values());
			due.clear();
			return told;
		}

		boolean isOver() {
			return this.versions.isEmpty();
		}

	}

}

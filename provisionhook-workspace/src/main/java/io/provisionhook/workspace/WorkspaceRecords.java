package io.provisionhook.workspace;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.internal.ListenerDispatcher;
import io.provisionhook.internal.ListenerDispatcher.Delivery;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.report.RunReport;
import io.provisionhook.workspace.Workspace.Run;
import io.provisionhook.workspace.WorkspaceQuery.Cursor;
import io.provisionhook.workspace.history.ProvisioningCount;
import io.provisionhook.workspace.history.ProvisioningHistory;
import io.provisionhook.workspace.history.ProvisioningRecord;
import io.provisionhook.workspace.instance.InstanceStore;
import io.provisionhook.workspace.internal.Membership;

/**
 * Reads and writes the records of workspaces: each record goes into the store, and then
 * to the listeners, in the order of the records of a workspace. After a write has failed,
 * the content of the store is in doubt until records and runtime have been compared.
 * Thread-safe.
 */
final class WorkspaceRecords {

	private static final Logger logger = System.getLogger(WorkspaceRecords.class.getName());

	/**
	 * The size of a page.
	 */
	static final int PAGE_SIZE = 500;

	private final WorkspaceStore store;

	private final Consumer<Workspace> onChange;

	private final ListenerDispatcher<WorkspaceListener> listeners;

	private final WorkspaceClock clock;

	private final Membership membership;

	private final RemoteChanges remoteChanges;

	private final ConcurrentMap<String, PendingRecords> changes = new ConcurrentHashMap<>();

	private volatile boolean inDoubt = true;

	WorkspaceRecords(WorkspaceStore store, TimeLimitedCalls calls, Consumer<Workspace> onChange,
			ListenerDispatcher<WorkspaceListener> listeners, WorkspaceClock clock, Membership membership,
			boolean remoteChanges) {
		this.store = (store instanceof InMemoryWorkspaceStore) ? store : new TimeLimitedStore(store, calls);
		this.onChange = onChange;
		this.listeners = listeners;
		this.clock = clock;
		this.membership = membership;
		this.remoteChanges = new RemoteChanges(this.store, listeners, remoteChanges);
	}

	/**
	 * Return the time for a new record.
	 * @return the present time
	 */
	Instant now() {
		return this.clock.instant();
	}

	/**
	 * Return the first record of a workspace of this host application.
	 * @param request the request
	 * @return the record, which is not written
	 */
	Workspace create(WorkspaceRequest request) {
		return Workspace.create(UUID.randomUUID().toString(), request, this.membership.id(), location(), now());
	}

	/**
	 * Return the record by which this host application provisions a workspace again.
	 * @param workspace the present record
	 * @return the record, which is not written
	 */
	Workspace provisioning(Workspace workspace) {
		return workspace.provisioning(this.membership.id(), location(), now());
	}

	/**
	 * Take over a workspace from a host application that is gone.
	 * @param workspace its record
	 * @return its next record; {@code null} if the record was replaced before
	 */
	@Nullable Workspace takeOver(Workspace workspace) {
		Workspace next = workspace.takenOver(this.membership.id(), location(), now());
		return replaceUnnoticed(workspace, next) ? next : null;
	}

	/**
	 * Replace a record by one of the same state, without a notification of listeners.
	 * @param expected the record to replace
	 * @param next the next record
	 * @return whether it was replaced; {@code false} if it was replaced before
	 */
	boolean replaceUnnoticed(Workspace expected, Workspace next) {
		this.remoteChanges.add(next);
		try {
			return this.store.replace(expected, next, null);
		}
		catch (RuntimeException ex) {
			this.inDoubt = true;
			throw ex;
		}
	}

	private String location() {
		return Objects.requireNonNullElse(this.membership.location(), "");
	}

	void insert(Workspace workspace) {
		write(workspace, () -> {
			this.store.insert(workspace);
			return true;
		});
	}

	boolean replace(Workspace expected, Workspace next) {
		return replace(expected, next, expected.endedBy(next));
	}

	private boolean replace(Workspace expected, Workspace next, @Nullable ProvisioningRecord ended) {
		return write(next, () -> this.store.replace(expected, next, ended));
	}

	/**
	 * Delete the record of a workspace that has ended.
	 * @param ended its record
	 * @return whether it was deleted; {@code false} if it was replaced before
	 */
	boolean delete(Workspace ended) {
		boolean deleted = this.store.delete(ended);
		if (deleted) {
			this.listeners.dispatch(ended.id(), (listener) -> listener.onDelete(ended));
		}
		return deleted;
	}

	/**
	 * Replace the record of a running workspace, even if it has changed since, for
	 * example after a restart failed.
	 * @param running a record of its run
	 * @param next creates the next record
	 * @return the next record; {@code null} if the run was already recorded as over
	 */
	@Nullable Workspace replaceRun(Workspace running, UnaryOperator<Workspace> next) {
		return replaceRun(running, next, null);
	}

	/**
	 * Replace the record of a running workspace, even if it has changed since.
	 * @param running a record of its run
	 * @param next creates the next record
	 * @param restart the restart that failed; {@code null} if none did
	 * @return the next record; {@code null} if the run was already recorded as over
	 */
	@Nullable Workspace replaceRun(Workspace running, UnaryOperator<Workspace> next, @Nullable ProvisioningRecord restart) {
		Workspace expected = running;
		while (expected != null) {
			Workspace replacement = next.apply(expected);
			if (replace(expected, replacement, (restart != null) ? restart : expected.endedBy(replacement))) {
				return replacement;
			}
			long version = expected.version();
			expected = find(running.id()).filter((current) -> current.isSameRun(running) && current.version() > version)
				.orElse(null);
		}
		return null;
	}

	/**
	 * Replace the present record of a running workspace.
	 * @param run its run
	 * @param next creates the next record
	 * @return the next record; {@code null} if the run was already recorded as over
	 */
	@Nullable Workspace replaceRun(Run run, UnaryOperator<Workspace> next) {
		Workspace current;
		try {
			current = find(run).orElse(null);
		}
		catch (RuntimeException ex) {
			this.inDoubt = true;
			throw ex;
		}
		return (current != null) ? replaceRun(current, next) : null;
	}

	/**
	 * Find the record of a running workspace.
	 * @param run its run
	 * @return the record; empty if the run was recorded as over
	 */
	Optional<Workspace> find(Run run) {
		return find(run.id()).filter((current) -> current.isOf(run));
	}

	boolean isSameRun(Workspace running) {
		return find(running.run()).isPresent();
	}

	/**
	 * Notify listeners that the environment of a restart was discarded.
	 * @param running the workspace
	 * @param generation the generation of the environment
	 */
	void notifyDiscarded(Workspace running, long generation) {
		this.listeners.dispatch(running.id(), (listener) -> listener.onDiscarded(running, generation));
	}

	private boolean write(Workspace next, BooleanSupplier write) {
		this.remoteChanges.add(next);
		this.changes.compute(next.id(), (id, changes) -> PendingRecords.begin(changes, next));
		boolean written = false;
		try {
			written = write.getAsBoolean();
		}
		catch (RuntimeException ex) {
			this.inDoubt = true;
			throw ex;
		}
		finally {
			notifyListeners(next, written);
		}
		return written;
	}

	private void notifyListeners(Workspace next, boolean written) {
		if (written) {
			this.onChange.accept(next);
		}
		List<Delivery> deliveries = new ArrayList<>(1);
		this.changes.computeIfPresent(next.id(), (id, changes) -> {
			for (Workspace due : changes.end(next, written)) {
				deliveries.add(this.listeners.begin(id, (listener) -> listener.onChange(due)));
			}
			return changes.isOver() ? null : changes;
		});
		deliveries.forEach(Delivery::await);
	}

	/**
	 * Set whether records and runtime may differ, and have to be compared.
	 * @param inDoubt whether they may differ
	 */
	void setInDoubt(boolean inDoubt) {
		this.inDoubt = inDoubt;
	}

	boolean isInDoubt() {
		return this.inDoubt;
	}

	/**
	 * Record that a workspace failed, unless its record was replaced. A failure of the
	 * store is logged.
	 * @param workspace its record
	 * @param error the cause, redacted
	 * @param report the report of its provisioning
	 */
	void fail(Workspace workspace, String error, @Nullable RunReport report) {
		orLog(workspace.id(), () -> replaceRun(workspace, (current) -> current.failed(error, report, now())));
	}

	/**
	 * Record that a running workspace failed, unless its run was recorded as over. A
	 * failure of the store is logged.
	 * @param run its run
	 * @param error the cause, redacted
	 */
	void fail(Run run, String error) {
		orLog(run.id(), () -> replaceRun(run, (current) -> current.failed(error, current.report(), now())));
	}

	private void orLog(String id, Runnable failure) {
		try {
			failure.run();
		}
		catch (RuntimeException ex) {
			logger.log(Level.ERROR, "Workspace {0} could not be marked as failed: {1}", PrintableText.of(id),
					PrintableText.of(ex.getClass().getName()));
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

	List<Workspace> find(WorkspaceQuery query) {
		return this.store.find(query);
	}

	/**
	 * Find workspaces, a page at a time.
	 * @param query the query, with the size of a page
	 * @param action called with each page
	 */
	void forEachPage(WorkspaceQuery query, Consumer<List<Workspace>> action) {
		List<Workspace> page = find(query);
		while (!page.isEmpty()) {
			action.accept(page);
			boolean last = page.size() < query.limit();
			page = last ? List.of() : find(query.after(Cursor.of(page.get(page.size() - 1))));
		}
	}

	/**
	 * Return a query for the workspaces of this host application.
	 * @param states the states
	 * @return the query
	 */
	WorkspaceQuery own(Set<WorkspaceState> states) {
		WorkspaceQuery query = WorkspaceQuery.newest(PAGE_SIZE).in(states);
		String id = this.membership.id();
		return (id != null) ? query.ownedBy(id) : query;
	}

	/**
	 * Notify listeners of the changes of other host applications.
	 */
	void pollRemoteChanges() {
		this.remoteChanges.poll();
	}

	Map<WorkspaceState, Long> countByState(Instant since) {
		return this.store.countByState(since);
	}

	ProvisioningHistory history() {
		return this.store.history();
	}

	/**
	 * The records of one workspace that are being written. Listeners receive a record
	 * after all records of lower versions are written, so the order is kept.
	 */
	private static final class PendingRecords {

		private final List<Long> versions = new ArrayList<>(1);

		private final SortedMap<Long, Workspace> written = new TreeMap<>();

		static PendingRecords begin(@Nullable PendingRecords present, Workspace next) {
			PendingRecords changes = (present != null) ? present : new PendingRecords();
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
			List<Workspace> records = List.copyOf(due.values());
			due.clear();
			return records;
		}

		boolean isOver() {
			return this.versions.isEmpty();
		}

	}

	/**
	 * Calls a store with a timeout. The store may complete a write after the timeout, so
	 * records and runtime have to be compared then.
	 */
	static final class TimeLimitedStore implements WorkspaceStore, ProvisioningHistory {

		private final WorkspaceStore store;

		private final TimeLimitedCalls calls;

		private TimeLimitedStore(WorkspaceStore store, TimeLimitedCalls calls) {
			this.store = store;
			this.calls = calls;
		}

		@Override
		public void insert(Workspace workspace) {
			this.calls.uninterruptibly(this.store, this.calls.stepLimit(), () -> {
				this.store.insert(workspace);
				return workspace;
			}, (late) -> this.calls.onLate().run());
		}

		@Override
		public boolean replace(Workspace expected, Workspace next, @Nullable ProvisioningRecord ended) {
			return this.calls.uninterruptibly(this.store, this.calls.stepLimit(),
					() -> this.store.replace(expected, next, ended), (late) -> this.calls.onLate().run());
		}

		@Override
		public boolean delete(Workspace expected) {
			return call(() -> this.store.delete(expected));
		}

		@Override
		public Optional<Workspace> find(String id) {
			return call(() -> this.store.find(id));
		}

		@Override
		public List<Workspace> find(WorkspaceQuery query) {
			return call(() -> this.store.find(query));
		}

		@Override
		public Map<WorkspaceState, Long> countByState(Instant since) {
			return call(() -> this.store.countByState(since));
		}

		@Override
		public WorkspaceStore.Changes findChanges(@Nullable Instant since) {
			return call(() -> this.store.findChanges(since));
		}

		@Override
		public ProvisioningHistory history() {
			return this;
		}

		@Override
		public List<ProvisioningRecord> provisionings(String workspaceId) {
			return call(() -> this.store.history().provisionings(workspaceId));
		}

		@Override
		public List<ProvisioningCount> count(ProvisioningCount.Dimension by, Instant from, Instant until) {
			return call(() -> this.store.history().count(by, from, until));
		}

		@Override
		public Optional<InstanceStore> instances() {
			return this.store.instances();
		}

		private <T> T call(Callable<T> code) {
			return this.calls.uninterruptibly(this.store, this.calls.stepLimit(), code, (late) -> {
			});
		}

	}

}

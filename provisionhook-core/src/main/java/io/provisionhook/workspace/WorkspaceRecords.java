package io.provisionhook.workspace;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.provisionhook.IsolatedThreads;
import io.provisionhook.PrintableText;
import io.provisionhook.RunReport;

/**
 * The one way in which the handler writes records: into the store, then to the listeners.
 * Once the store has failed to take one, nobody knows what it holds until records and
 * runtime have been compared.
 */
final class WorkspaceRecords {

	private static final Logger logger = System.getLogger(WorkspaceRecords.class.getName());

	private final WorkspaceStore store;

	private final List<WorkspaceListener> listeners;

	private final WorkspaceTime time;

	private volatile boolean inDoubt = true;

	WorkspaceRecords(WorkspaceStore store, List<WorkspaceListener> listeners, WorkspaceTime time) {
		this.store = store;
		this.listeners = listeners;
		this.time = time;
	}

	/**
	 * Return the time of a record that is made now.
	 * @return the time
	 */
	Instant now() {
		return this.time.instant();
	}

	void insert(Workspace workspace) {
		write(() -> {
			this.store.insert(workspace);
			return true;
		});
		tellListeners(workspace);
	}

	boolean replace(Workspace expected, Workspace next) {
		boolean replaced = write(() -> this.store.replace(expected, next));
		if (replaced) {
			tellListeners(next);
		}
		return replaced;
	}

	private boolean write(BooleanSupplier write) {
		try {
			return write.getAsBoolean();
		}
		catch (RuntimeException ex) {
			this.inDoubt = true;
			throw ex;
		}
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
			replace(workspace, workspace.failed(error, report, now()));
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

	private void tellListeners(Workspace workspace) {
		for (WorkspaceListener listener : this.listeners) {
			try {
				IsolatedThreads.runAndRestore(() -> listener.onChange(workspace));
			}
			catch (OutOfMemoryError ex) {
				throw ex;
			}
			catch (Throwable ex) {
				logger.log(Level.WARNING, "Listener {0} failed with {1}",
						PrintableText.of(listener.getClass().getName()), PrintableText.of(ex.getClass().getName()));
			}
		}
	}

}

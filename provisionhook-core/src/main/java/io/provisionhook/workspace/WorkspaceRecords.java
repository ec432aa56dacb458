package io.provisionhook.workspace;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * The one way in which the handler writes records: into the store, then to the listeners.
 */
final class WorkspaceRecords {

	private static final Logger logger = System.getLogger(WorkspaceRecords.class.getName());

	private final WorkspaceStore store;

	private final List<WorkspaceListener> listeners;

	WorkspaceRecords(WorkspaceStore store, List<WorkspaceListener> listeners) {
		this.store = store;
		this.listeners = listeners;
	}

	void insert(Workspace workspace) {
		this.store.insert(workspace);
		tellListeners(workspace);
	}

	boolean replace(Workspace expected, Workspace next) {
		boolean replaced = this.store.replace(expected, next);
		if (replaced) {
			tellListeners(next);
		}
		return replaced;
	}

	boolean isCurrent(Workspace workspace) {
		return this.store.find(workspace.id()).filter((stored) -> stored.version() == workspace.version()).isPresent();
	}

	Workspace get(String id) {
		return this.store.find(id).orElseThrow(() -> new WorkspaceNotFoundException(id));
	}

	List<Workspace> getAll() {
		return this.store.findAll();
	}

	private void tellListeners(Workspace workspace) {
		for (WorkspaceListener listener : this.listeners) {
			try {
				listener.onChange(workspace);
			}
			catch (RuntimeException | LinkageError | AssertionError | StackOverflowError ex) {
				logger.log(Level.WARNING, "Listener {0} failed with {1}", listener.getClass().getName(),
						ex.getClass().getName());
			}
		}
	}

}

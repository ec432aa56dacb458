package io.provisionhook.workspace;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.ListenerDispatcher;

/**
 * Notifies listeners of the changes that other host applications make, if a listener
 * wants that. Reads what was written since the last time, and a little more, since a
 * write is visible only some time after it has got its time. Thread-safe.
 */
final class RemoteChanges {

	private static final Duration OVERLAP = Duration.ofSeconds(5);

	private static final int MAX_KNOWN = 10_000;

	private final WorkspaceStore store;

	private final ListenerDispatcher<WorkspaceListener> listeners;

	private final boolean wanted;

	private final Map<String, Long> known = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
			return size() > MAX_KNOWN;
		}

	};

	private final Lock turn = new ReentrantLock();

	private @Nullable Instant since;

	/**
	 * Create an object that has seen no change.
	 * @param store the store
	 * @param listeners the listeners
	 * @param wanted whether one of them wants to hear of changes
	 */
	RemoteChanges(WorkspaceStore store, ListenerDispatcher<WorkspaceListener> listeners, boolean wanted) {
		this.store = store;
		this.listeners = listeners;
		this.wanted = wanted;
	}

	/**
	 * Note a change that this host application makes.
	 * @param next the record
	 */
	void add(Workspace next) {
		if (this.wanted) {
			addNewer(next);
		}
	}

	private boolean addNewer(Workspace workspace) {
		synchronized (this.known) {
			Long before = this.known.get(workspace.id());
			boolean newer = before == null || before < workspace.version();
			if (newer) {
				this.known.put(workspace.id(), workspace.version());
			}
			return newer;
		}
	}

	/**
	 * Look for changes of others, unless another thread does.
	 */
	void poll() {
		if (this.wanted && this.turn.tryLock()) {
			try {
				WorkspaceStore.Changes changes = this.store.findChanges(this.since);
				changes.workspaces()
					.stream()
					.filter(this::addNewer)
					.forEach((workspace) -> this.listeners.dispatch(workspace.id(),
							(listener) -> notify(listener, workspace)));
				this.since = changes.until().minus(OVERLAP);
			}
			finally {
				this.turn.unlock();
			}
		}
	}

	private static void notify(WorkspaceListener listener, Workspace workspace) {
		if (listener.wantsRemoteChanges()) {
			listener.onRemoteChange(workspace);
		}
	}

}

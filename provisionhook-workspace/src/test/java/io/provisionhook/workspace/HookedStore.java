package io.provisionhook.workspace;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.provisionhook.workspace.history.ProvisioningHistory;
import io.provisionhook.workspace.history.ProvisioningRecord;

/**
 * A store that does something of the test's before it does its own work, or after.
 */
final class HookedStore implements WorkspaceStore {

	final InMemoryWorkspaceStore workspaces = new InMemoryWorkspaceStore();

	volatile Consumer<Workspace> beforeInsert = (workspace) -> {
	};

	volatile Consumer<Workspace> afterInsert = (workspace) -> {
	};

	volatile Consumer<Workspace> beforeReplace = (next) -> {
	};

	volatile Consumer<Workspace> afterReplace = (next) -> {
	};

	volatile Consumer<Workspace> beforeDelete = (workspace) -> {
	};

	volatile Consumer<String> beforeFind = (id) -> {
	};

	volatile Runnable beforeQuery = () -> {
	};

	/**
	 * Fail each write of a state.
	 * @param state the state
	 */
	void failBefore(WorkspaceState state) {
		this.beforeReplace = (next) -> {
			if (next.state() == state) {
				fail();
			}
		};
	}

	/**
	 * Store a state, but fail to say so, once.
	 * @param state the state
	 */
	void failAfter(WorkspaceState state) {
		this.afterReplace = (next) -> {
			if (next.state() == state) {
				this.afterReplace = (later) -> {
				};
				fail();
			}
		};
	}

	/**
	 * Do nothing of the test's any more.
	 */
	void work() {
		this.beforeReplace = (next) -> {
		};
		this.beforeQuery = () -> {
		};
	}

	static void fail() {
		throw new IllegalStateException("store unavailable");
	}

	@Override
	public void insert(Workspace workspace) {
		this.beforeInsert.accept(workspace);
		this.workspaces.insert(workspace);
		this.afterInsert.accept(workspace);
	}

	@Override
	public boolean replace(Workspace expected, Workspace next, @Nullable ProvisioningRecord ended) {
		this.beforeReplace.accept(next);
		boolean replaced = this.workspaces.replace(expected, next, ended);
		this.afterReplace.accept(next);
		return replaced;
	}

	@Override
	public boolean delete(Workspace expected) {
		this.beforeDelete.accept(expected);
		return this.workspaces.delete(expected);
	}

	@Override
	public Optional<Workspace> find(String id) {
		this.beforeFind.accept(id);
		return this.workspaces.find(id);
	}

	@Override
	public List<Workspace> find(WorkspaceQuery query) {
		this.beforeQuery.run();
		return this.workspaces.find(query);
	}

	@Override
	public Map<WorkspaceState, Long> countByState(Instant since) {
		return this.workspaces.countByState(since);
	}

	@Override
	public ProvisioningHistory history() {
		return this.workspaces.history();
	}

}

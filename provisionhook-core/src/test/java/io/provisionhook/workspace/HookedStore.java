package io.provisionhook.workspace;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A store that does something of the test's before it does its own work.
 */
final class HookedStore implements WorkspaceStore {

	final InMemoryWorkspaceStore workspaces = new InMemoryWorkspaceStore();

	volatile Consumer<Workspace> beforeInsert = (workspace) -> {
	};

	volatile Consumer<Workspace> beforeReplace = (next) -> {
	};

	volatile Consumer<String> beforeFind = (id) -> {
	};

	@Override
	public void insert(Workspace workspace) {
		this.beforeInsert.accept(workspace);
		this.workspaces.insert(workspace);
	}

	@Override
	public boolean replace(Workspace expected, Workspace next) {
		this.beforeReplace.accept(next);
		return this.workspaces.replace(expected, next);
	}

	@Override
	public Optional<Workspace> find(String id) {
		this.beforeFind.accept(id);
		return this.workspaces.find(id);
	}

	@Override
	public List<Workspace> findAll() {
		return this.workspaces.findAll();
	}

}

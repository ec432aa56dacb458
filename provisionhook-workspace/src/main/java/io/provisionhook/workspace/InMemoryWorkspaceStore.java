package io.provisionhook.workspace;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Store in memory: the records are lost when the host application ends. Thread-safe.
 *
 * @since 0.1.0
 */
public final class InMemoryWorkspaceStore implements WorkspaceStore {

	private static final Comparator<Workspace> OLDEST_FIRST = Comparator.comparing(Workspace::createdAt)
		.thenComparing(Workspace::id);

	private final ConcurrentMap<String, Workspace> workspaces = new ConcurrentHashMap<>();

	@Override
	public void insert(Workspace workspace) {
		if (this.workspaces.putIfAbsent(workspace.id(), workspace) != null) {
			throw new IllegalStateException("There is a workspace '" + workspace.id() + "' already");
		}
	}

	@Override
	public boolean replace(Workspace expected, Workspace next) {
		Workspace stored = this.workspaces.get(expected.id());
		return stored != null && stored.version() == expected.version()
				&& this.workspaces.replace(expected.id(), stored, next);
	}

	@Override
	public boolean delete(Workspace expected) {
		Workspace stored = this.workspaces.get(expected.id());
		return stored != null && stored.version() == expected.version()
				&& this.workspaces.remove(expected.id(), stored);
	}

	@Override
	public Optional<Workspace> find(String id) {
		return Optional.ofNullable(this.workspaces.get(id));
	}

	@Override
	public List<Workspace> findAll() {
		return this.workspaces.values().stream().sorted(OLDEST_FIRST).toList();
	}

}

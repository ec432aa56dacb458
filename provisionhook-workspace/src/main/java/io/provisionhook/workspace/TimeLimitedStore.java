package io.provisionhook.workspace;

import java.util.List;
import java.util.Optional;

/**
 * A store whose calls have a limited time. A write that comes to its end later may still
 * have been made, so records and runtime have to be compared then.
 */
final class TimeLimitedStore implements WorkspaceStore {

	private final WorkspaceStore store;

	private final TimeLimitedCalls calls;

	TimeLimitedStore(WorkspaceStore store, TimeLimitedCalls calls) {
		this.store = store;
		this.calls = calls;
	}

	@Override
	public void insert(Workspace workspace) {
		this.calls.uninterruptibly(this.store, this.calls.ofStep(), () -> {
			this.store.insert(workspace);
			return workspace;
		}, (late) -> this.calls.onLate().run());
	}

	@Override
	public boolean replace(Workspace expected, Workspace next) {
		return this.calls.uninterruptibly(this.store, this.calls.ofStep(), () -> this.store.replace(expected, next),
				(late) -> this.calls.onLate().run());
	}

	@Override
	public boolean delete(Workspace expected) {
		return this.calls.uninterruptibly(this.store, this.calls.ofStep(), () -> this.store.delete(expected),
				(late) -> {
				});
	}

	@Override
	public Optional<Workspace> find(String id) {
		return this.calls.uninterruptibly(this.store, this.calls.ofStep(), () -> this.store.find(id), (late) -> {
		});
	}

	// There may be many
	@Override
	public List<Workspace> findAll() {
		return this.calls.uninterruptibly(this.store, this.calls.ofRuntime(), this.store::findAll, (late) -> {
		});
	}

}

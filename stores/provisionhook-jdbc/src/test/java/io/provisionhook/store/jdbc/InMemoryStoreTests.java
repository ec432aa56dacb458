package io.provisionhook.store.jdbc;

import io.provisionhook.workspace.InMemoryWorkspaceStore;
import io.provisionhook.workspace.WorkspaceStore;

/**
 * Tests for {@link InMemoryWorkspaceStore} with the contract of stores in a database.
 */
class InMemoryStoreTests extends WorkspaceStoreContract {

	private final WorkspaceStore store = new InMemoryWorkspaceStore();

	@Override
	WorkspaceStore store() {
		return this.store;
	}

	@Override
	WorkspaceStore reopened() {
		return this.store;
	}

}

package io.provisionhook.test;

import io.provisionhook.workspace.InMemoryWorkspaceStore;
import io.provisionhook.workspace.WorkspaceStore;

/**
 * Tests for {@link WorkspaceStoreContract} with the store that passes it in memory.
 */
class InMemoryWorkspaceStoreContractTests extends WorkspaceStoreContract {

	private final WorkspaceStore store = new InMemoryWorkspaceStore();

	@Override
	protected WorkspaceStore store() {
		return this.store;
	}

}

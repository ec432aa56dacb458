package io.provisionhook.workspace;

/**
 * Told of every change of a workspace's state, on the thread that made it, whose name,
 * context class loader, priority and handler of uncaught exceptions are then what they
 * were. What it throws is logged and otherwise ignored. Implementations are thread-safe
 * and quick.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface WorkspaceListener {

	/**
	 * Called after a record was stored.
	 * @param workspace the new record
	 */
	void onChange(Workspace workspace);

}

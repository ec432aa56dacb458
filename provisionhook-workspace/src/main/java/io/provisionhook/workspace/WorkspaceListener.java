package io.provisionhook.workspace;

/**
 * Listener for changes of workspaces. It is called on a thread of its own, with the
 * changes of a workspace one after another in their order.
 * <p>
 * The thread that makes a change waits a moment for the listener, unless the listener is
 * behind. So a fast listener receives the record of a new workspace before its mutators
 * run. A call that takes longer than 30 seconds is abandoned, and a listener that is
 * 1,000 changes behind misses changes. Exceptions are logged and otherwise ignored.
 * Implementations must be thread-safe.
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

	/**
	 * Called after the record of a workspace was deleted. Does nothing by default.
	 * @param workspace its last record
	 */
	default void onDelete(Workspace workspace) {
	}

	/**
	 * Return whether this listener wants to hear of the changes that other host
	 * applications make.
	 * @return whether it does, constant; {@code false} by default
	 */
	default boolean wantsRemoteChanges() {
		return false;
	}

	/**
	 * Called about a second after another host application has changed a workspace, if
	 * this listener {@linkplain #wantsRemoteChanges wants} to hear of it. Of several
	 * changes in that time, only the last may be reported; a deletion is not.
	 * @param workspace the record
	 */
	default void onRemoteChange(Workspace workspace) {
	}

	/**
	 * Called when the restart of a running workspace was given up, for example because a
	 * mutator failed or the workspace was stopped. Mutators may have run for a generation
	 * that is never recorded, and resources that they acquired for it can be released.
	 * Does nothing by default.
	 * @param workspace a record of the run that continues or has ended
	 * @param generation the generation that was discarded
	 */
	default void onDiscarded(Workspace workspace, long generation) {
	}

}

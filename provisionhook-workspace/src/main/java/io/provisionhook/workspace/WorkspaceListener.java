package io.provisionhook.workspace;

/**
 * Told of every change of a workspace's state, on a thread of its own, with the changes
 * of a workspace one after another in their order. Whoever made a change waits for it,
 * but only a moment, and not at all while it is behind; so a listener that is quick has
 * been told that a workspace is being provisioned before its mutators run. What it throws
 * is logged and otherwise ignored. A call that takes longer than 30 seconds is given up,
 * and a listener that is 1,000 changes behind misses some. Implementations are
 * thread-safe.
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
	 * Called when what was made to restart a workspace that runs is not used: a mutator
	 * failed, for example, or the workspace was stopped meanwhile. Its mutators may have
	 * run for a generation that is never recorded, and what they acquired for that one
	 * can be given back. Does nothing by default.
	 * @param workspace a record of the run that was to be replaced
	 * @param generation the generation that is not used
	 */
	default void onDiscarded(Workspace workspace, long generation) {
	}

}

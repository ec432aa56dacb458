package io.provisionhook.workspace;

import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * What becomes of running workspaces when the host application stops, if their runtime
 * lets them {@linkplain WorkspaceRuntime#outlivesHost() outlive} it.
 *
 * @since 0.1.0
 */
public enum OnShutdown {

	/**
	 * They go on; the next host application takes them over.
	 */
	KEEP,

	/**
	 * They are stopped.
	 */
	STOP

}

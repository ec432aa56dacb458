package io.provisionhook.workspace;

/**
 * What becomes of a workspace that the runtime has and of which there is no record.
 *
 * @since 0.1.0
 */
public enum OnOrphan {

	/**
	 * It is left alone, and {@linkplain Reconciliation reported}.
	 */
	REPORT,

	/**
	 * It is stopped, and what is kept of it is dropped.
	 */
	REMOVE

}

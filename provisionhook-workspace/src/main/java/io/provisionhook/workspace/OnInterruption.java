package io.provisionhook.workspace;

/**
 * What becomes of a workspace whose provisioning an earlier host application did not
 * finish. Whichever it is, what it had started already is removed.
 *
 * @since 0.1.0
 */
public enum OnInterruption {

	/**
	 * The workspace is failed.
	 */
	FAIL,

	/**
	 * The workspace is provisioned again, with a fresh environment.
	 */
	PROVISION

}

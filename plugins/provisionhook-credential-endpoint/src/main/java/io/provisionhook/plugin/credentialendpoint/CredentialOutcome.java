package io.provisionhook.plugin.credentialendpoint;

import java.util.Locale;

/**
 * How a request for a credential ended.
 *
 * @since 0.1.0
 */
public enum CredentialOutcome {

	/**
	 * The workspace got a credential.
	 */
	GRANTED,

	/**
	 * The workspace got an older credential that is still good, since a fresh one could
	 * not be had.
	 */
	STALE,

	/**
	 * The workspace has said that the host does not accept what it got, so that the
	 * source gets a fresh one for the next request.
	 */
	FORGOTTEN,

	/**
	 * The workspace has said that the host does not accept what it got, and the source
	 * keeps what it has: that is another credential, or it was got a moment ago.
	 */
	KEPT,

	/**
	 * It was not a request that this endpoint understands. Who sent it is not known.
	 */
	MALFORMED,

	/**
	 * The token was not good for what it was used for.
	 */
	REFUSED,

	/**
	 * The workspace has asked too often.
	 */
	LIMITED,

	/**
	 * The workspace may have a credential, but there is none.
	 */
	FAILED;

	/**
	 * Return the value of the tag in metrics.
	 * @return the name in lower case
	 */
	String tag() {
		return name().toLowerCase(Locale.ROOT);
	}

}

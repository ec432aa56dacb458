package io.provisionhook.plugin.credentialendpoint;

import java.util.Locale;

/**
 * Outcome of a request for a credential.
 *
 * @since 0.1.0
 */
public enum CredentialOutcome {

	/**
	 * The workspace got a credential.
	 */
	GRANTED,

	/**
	 * The workspace got an older credential that is still valid, since the source had no
	 * fresh one.
	 */
	STALE,

	/**
	 * The workspace reported that the host rejected a credential, and the source has
	 * discarded it; the next request gets a fresh one.
	 */
	FORGOTTEN,

	/**
	 * The workspace reported that the host rejected a credential, and nothing was
	 * discarded: the source keeps none or another one, its credential is less than 30
	 * seconds old, or the report did not say which credential was rejected.
	 */
	KEPT,

	/**
	 * The request is malformed.
	 */
	MALFORMED,

	/**
	 * The token is not valid, or not for the requested host.
	 */
	REFUSED,

	/**
	 * The workspace has exceeded its rate limit.
	 */
	LIMITED,

	/**
	 * The workspace is entitled to a credential, but the source failed to provide one.
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

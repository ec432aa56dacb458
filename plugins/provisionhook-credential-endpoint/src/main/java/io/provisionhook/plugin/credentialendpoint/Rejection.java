package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.util.Map;

/**
 * Why there is no credential: what the operator is told, and the little that is told to
 * whoever asked.
 */
final class Rejection extends Exception {

	/**
	 * The reason if the time is up.
	 */
	static final String LATE = "there was no credential in time";

	private final CredentialOutcome outcome;

	private final int status;

	private final String text;

	private final Map<String, String> headers;

	private Rejection(CredentialOutcome outcome, int status, String text, Map<String, String> headers, String reason) {
		super(reason, null, false, false);
		this.outcome = outcome;
		this.status = status;
		this.text = text;
		this.headers = headers;
	}

	static Rejection malformed(int status, String text) {
		Map<String, String> headers = (status == 405) ? Map.of("Allow", "POST") : Map.of();
		return new Rejection(CredentialOutcome.MALFORMED, status, text, headers, text);
	}

	static Rejection bodyTooLarge() {
		return malformed(413, "request too large");
	}

	static Rejection bodyTooSlow() {
		return malformed(408, "request took too long");
	}

	static Rejection refused(String reason) {
		return new Rejection(CredentialOutcome.REFUSED, 401, "refused", Map.of("WWW-Authenticate", "Bearer"), reason);
	}

	static Rejection limited(Duration wait) {
		long seconds = wait.plus(Duration.ofSeconds(1).minusNanos(1)).toSeconds();
		return new Rejection(CredentialOutcome.LIMITED, 429, "too many requests",
				Map.of("Retry-After", Long.toString(seconds)), "the workspace has asked too often");
	}

	static Rejection failed(String reason) {
		return new Rejection(CredentialOutcome.FAILED, 503, "no credential at the moment", Map.of(), reason);
	}

	CredentialOutcome outcome() {
		return this.outcome;
	}

	int status() {
		return this.status;
	}

	String text() {
		return this.text;
	}

	Map<String, String> headers() {
		return this.headers;
	}

	String reason() {
		return String.valueOf(getMessage());
	}

}

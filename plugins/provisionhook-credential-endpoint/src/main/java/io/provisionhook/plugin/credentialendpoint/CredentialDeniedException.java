package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.util.Map;

/**
 * Thrown if a request gets no credential. Has the reason for the operator, and a response
 * that does not reveal it to the client.
 */
final class CredentialDeniedException extends Exception {

	private final CredentialOutcome outcome;

	private final int status;

	private final String text;

	private final Map<String, String> headers;

	private CredentialDeniedException(CredentialOutcome outcome, int status, String text, Map<String, String> headers,
			String reason) {
		super(reason, null, false, false);
		this.outcome = outcome;
		this.status = status;
		this.text = text;
		this.headers = headers;
	}

	static CredentialDeniedException malformed(int status, String text) {
		Map<String, String> headers = (status == 405) ? Map.of("Allow", "POST") : Map.of();
		return new CredentialDeniedException(CredentialOutcome.MALFORMED, status, text, headers, text);
	}

	static CredentialDeniedException bodyTooLarge() {
		return malformed(413, "request too large");
	}

	static CredentialDeniedException bodyTooSlow() {
		return malformed(408, "request took too long");
	}

	static CredentialDeniedException refused(String reason) {
		return new CredentialDeniedException(CredentialOutcome.REFUSED, 401, "refused",
				Map.of("WWW-Authenticate", "Bearer"), reason);
	}

	static CredentialDeniedException limited(Duration wait) {
		long seconds = wait.plus(Duration.ofSeconds(1).minusNanos(1)).toSeconds();
		return new CredentialDeniedException(CredentialOutcome.LIMITED, 429, "too many requests",
				Map.of("Retry-After", Long.toString(seconds)), "the workspace has asked too often");
	}

	static CredentialDeniedException timedOut() {
		return failed("there was no credential in time");
	}

	static CredentialDeniedException failed(String reason) {
		return new CredentialDeniedException(CredentialOutcome.FAILED, 503, "no credential at the moment", Map.of(),
				reason);
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

package io.provisionhook.plugin.credentialendpoint;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

import io.provisionhook.credential.CredentialHost;

/**
 * A request while it is answered: what has been found out about it so far. Thread-safe,
 * since it is given up by another thread than the one that works on it.
 */
final class Inquiry {

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final int REFERENCE_BYTES = 8;

	private static final int LONGEST_REASON = 500;

	private final EndpointRequest request;

	private final EndpointTime time;

	private final long startedAt;

	private final String reference;

	private volatile @Nullable String workspaceId;

	private volatile @Nullable CredentialHost host;

	private volatile @Nullable String source;

	Inquiry(EndpointRequest request, EndpointTime time) {
		this.request = request;
		this.time = time;
		this.startedAt = time.nanos();
		byte[] bytes = new byte[REFERENCE_BYTES];
		RANDOM.nextBytes(bytes);
		this.reference = HexFormat.of().formatHex(bytes);
	}

	EndpointRequest request() {
		return this.request;
	}

	String reference() {
		return this.reference;
	}

	/**
	 * It is known who asks, since the token is authentic.
	 * @param workspaceId the workspace
	 */
	void authenticated(String workspaceId) {
		this.workspaceId = workspaceId;
	}

	/**
	 * It is known what an authentic workspace asks for.
	 * @param host the host
	 */
	void asked(CredentialHost host) {
		this.host = host;
	}

	/**
	 * It is known who can answer.
	 * @param source the name of the source
	 */
	void granted(String source) {
		this.source = source;
	}

	CredentialAuditEvent ended(CredentialOutcome outcome, @Nullable String reason) {
		return new CredentialAuditEvent(this.workspaceId, this.host, this.source, outcome,
				(reason != null) ? shorten(reason) : null, this.reference, this.request.safeRemoteAddress(),
				Duration.ofNanos(this.time.nanos() - this.startedAt), 0);
	}

	// Never between the two halves of a character
	private static String shorten(String reason) {
		return (reason.codePointCount(0, reason.length()) > LONGEST_REASON)
				? reason.substring(0, reason.offsetByCodePoints(0, LONGEST_REASON)) + "..." : reason;
	}

}

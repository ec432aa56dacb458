package io.provisionhook.plugin.credentialendpoint;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

import com.github.benmanes.caffeine.cache.Ticker;
import org.jspecify.annotations.Nullable;

import io.provisionhook.credential.CredentialHost;

/**
 * Collects the data of the audit event of one request while it is handled. Thread-safe,
 * since the request may time out on another thread than the one that serves it.
 */
final class RequestAudit {

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final int REFERENCE_BYTES = 8;

	private static final int MAX_REASON_LENGTH = 500;

	private final HttpRequestData request;

	private final Ticker ticker;

	private final long startedAt;

	private final String reference;

	private volatile @Nullable String workspaceId;

	private volatile @Nullable CredentialHost host;

	private volatile @Nullable String source;

	RequestAudit(HttpRequestData request, Ticker ticker) {
		this.request = request;
		this.ticker = ticker;
		this.startedAt = ticker.read();
		byte[] bytes = new byte[REFERENCE_BYTES];
		RANDOM.nextBytes(bytes);
		this.reference = HexFormat.of().formatHex(bytes);
	}

	HttpRequestData request() {
		return this.request;
	}

	String reference() {
		return this.reference;
	}

	/**
	 * Set the workspace, once its token is verified.
	 * @param workspaceId the id of the workspace
	 */
	void setWorkspaceId(String workspaceId) {
		this.workspaceId = workspaceId;
	}

	/**
	 * Set the requested host, once the token is verified.
	 * @param host the host
	 */
	void setHost(CredentialHost host) {
		this.host = host;
	}

	/**
	 * Set the source that is asked for the credential.
	 * @param source the name of the source
	 */
	void setSource(String source) {
		this.source = source;
	}

	/**
	 * Create the event of the end of the request.
	 * @param outcome the outcome
	 * @param reason the reason, for the operator; {@code null} if there is none
	 * @return the event
	 */
	CredentialAuditEvent end(CredentialOutcome outcome, @Nullable String reason) {
		return new CredentialAuditEvent(this.workspaceId, this.host, this.source, outcome,
				(reason != null) ? shorten(reason) : null, this.reference, this.request.safeRemoteAddress(),
				Duration.ofNanos(this.ticker.read() - this.startedAt), 0);
	}

	// Counts code points, so that no surrogate pair is cut
	private static String shorten(String reason) {
		return (reason.codePointCount(0, reason.length()) > MAX_REASON_LENGTH)
				? reason.substring(0, reason.offsetByCodePoints(0, MAX_REASON_LENGTH)) + "..." : reason;
	}

}

package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.provisionhook.credential.CredentialHost;

/**
 * Application event of the end of a request for a credential. Contains names, never a
 * secret. Immutable; components may be added in later releases.
 * <p>
 * Published before the response is sent, on the thread that sends it, so listeners should
 * hand long work to another thread. An exception of a listener has no effect on the
 * request.
 * <p>
 * Any client of the endpoint can cause any number of refusals. Therefore requests with
 * outcome {@code REFUSED}, {@code LIMITED}, {@code MALFORMED}, {@code KEPT}, or
 * {@code FAILED} without a workspace, and the same reason, host, workspace and address
 * within a minute are aggregated into two events: one for the first request, published
 * immediately, and one with the number of {@linkplain #repetitions() repetitions} at the
 * end of the minute. Both events, and the responses to all these requests, have the
 * reference of the first one. Metrics count every request.
 *
 * @param workspaceId the id of the workspace; {@code null} unless its token was authentic
 * @param host the requested host; {@code null} unless the token was authentic
 * @param source the name of the source of the credential; {@code null} if no source was
 * called
 * @param outcome the outcome of the request
 * @param reason the reason of the outcome, for the operator; {@code null} if a fresh
 * credential was granted
 * @param reference the reference in the response, if that has no credential
 * @param remoteAddress the address of the client
 * @param duration the duration of the request
 * @param repetitions the number of further requests that this event represents; 0 for the
 * event of a single request
 * @since 0.1.0
 */
public record CredentialAuditEvent(@Nullable String workspaceId, @Nullable CredentialHost host, @Nullable String source,
		CredentialOutcome outcome, @Nullable String reason, String reference, String remoteAddress, Duration duration,
		int repetitions) {

	/**
	 * Create an event.
	 */
	public CredentialAuditEvent {
		Objects.requireNonNull(outcome, "'outcome' must not be null");
		Objects.requireNonNull(reference, "'reference' must not be null");
		Objects.requireNonNull(remoteAddress, "'remoteAddress' must not be null");
		Objects.requireNonNull(duration, "'duration' must not be null");
	}

	CredentialAuditEvent repeated(int repetitions) {
		return new CredentialAuditEvent(this.workspaceId, this.host, this.source, this.outcome, this.reason,
				this.reference, this.remoteAddress, this.duration, repetitions);
	}

}

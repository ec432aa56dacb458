package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.provisionhook.credential.CredentialHost;

/**
 * The end of a request for a credential. Published to the application's listeners before
 * the answer is sent, by the thread that sends it, so what takes long is better done by
 * another one; what a listener throws changes nothing. Has names and never a value.
 * Immutable; components may be added in later releases.
 * <p>
 * Anybody who reaches the endpoint can be refused as often as they like. So requests that
 * are refused, limited, malformed or kept for the same reason, host, workspace and
 * address within a minute are two events: one of the first request, at once, and one with
 * the number of {@linkplain #repetitions() repetitions} at the end of the minute. Both,
 * and the answers to all these requests, have the reference of the first. Metrics count
 * every request.
 *
 * @param workspaceId the workspace that asked; {@code null} unless its token was
 * authentic
 * @param host the host it asked for; {@code null} unless its token was authentic
 * @param source the name of the source that was asked; {@code null} if it did not come to
 * that
 * @param outcome how it ended
 * @param reason why it did not end better, for the operator; {@code null} if a fresh
 * credential was granted
 * @param reference what the answer refers to, if it has no credential
 * @param remoteAddress where the request came from
 * @param duration how long it took
 * @param repetitions the number of further requests that this event stands for, instead
 * of for the one with this reference; 0 for an event of a single request
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

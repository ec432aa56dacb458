package io.provisionhook.plugin.credentialendpoint;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.plugin.credentialendpoint.CredentialQuery.RejectedSecret;
import io.provisionhook.plugin.credentialendpoint.GrantedHosts.Grant;
import io.provisionhook.plugin.credentialendpoint.WorkspaceTokens.Claims;
import io.provisionhook.redaction.SecretRedactor;

/**
 * Authorizes requests and gets their credentials from the sources. Thread-safe.
 */
final class CredentialService {

	private final WorkspaceTokens tokens;

	private final LiveWorkspaces workspaces;

	private final RateLimiter rateLimiter;

	private final GrantedHosts granted;

	private final Clock clock;

	private final Duration timeout;

	/**
	 * Create a service.
	 * @param tokens the tokens of workspaces
	 * @param workspaces the live workspaces
	 * @param rateLimiter the rate limits of workspaces
	 * @param granted the granted hosts and their sources
	 * @param clock the clock for expiry
	 * @param timeout the maximum time that a source has
	 */
	CredentialService(WorkspaceTokens tokens, LiveWorkspaces workspaces, RateLimiter rateLimiter, GrantedHosts granted,
			Clock clock, Duration timeout) {
		this.tokens = tokens;
		this.workspaces = workspaces;
		this.rateLimiter = rateLimiter;
		this.granted = granted;
		this.clock = clock;
		this.timeout = timeout;
	}

	/**
	 * Admit a request by its head alone, before its body is read and its workspace is
	 * looked up.
	 * @param audit the record of the request
	 * @param maxBodySize the maximum size of its body in bytes
	 * @return the verified token
	 * @throws CredentialDeniedException if the request is not admitted
	 */
	Admission admit(RequestAudit audit, int maxBodySize) throws CredentialDeniedException {
		String token = CredentialQuery.readToken(audit.request(), maxBodySize);
		if (token.isEmpty()) {
			throw CredentialDeniedException.refused("there is no bearer token");
		}
		Claims claims = this.tokens.verify(token);
		audit.setWorkspaceId(claims.workspaceId());
		if (!this.clock.instant().isBefore(claims.expiresAt())) {
			throw CredentialDeniedException.refused("the token expired at " + claims.expiresAt());
		}
		// For each generation: a token of an earlier one must not exhaust the limit
		this.rateLimiter.admit(claims.generation() + " " + claims.workspaceId());
		return new Admission(token, claims);
	}

	/**
	 * Serve an admitted request: return a credential, or have a rejected one forgotten.
	 * @param audit the record of the request
	 * @param admission the verified token
	 * @param body the body of the request
	 * @return the result
	 * @throws CredentialDeniedException if there is no credential
	 */
	Result serve(RequestAudit audit, Admission admission, String body) throws CredentialDeniedException {
		CredentialQuery query = CredentialQuery.of(body);
		audit.setHost(query.host());
		Claims claims = admission.claims();
		WorkspaceRequest workspace = find(claims);
		if (!claims.hosts().contains(query.host())) {
			throw CredentialDeniedException.refused("the token is for other hosts");
		}
		Grant grant = this.granted.find(query.host())
			.orElseThrow(() -> CredentialDeniedException.refused("no plugin grants this host any more"));
		audit.setSource(grant.sourceName());
		CredentialRequest request = new CredentialRequest(query.host(),
				ProvisionContext.of(claims.workspaceId(), workspace, claims.generation(), this.timeout));
		return query.rejected() ? forget(grant, request, admission.token(), query.digest()) : fetch(grant, request);
	}

	private WorkspaceRequest find(Claims claims) throws CredentialDeniedException {
		try {
			return this.workspaces.find(claims.workspaceId(), claims.generation())
				.orElseThrow(() -> CredentialDeniedException
					.refused("the workspace has ended, or has been started again since it got the token"));
		}
		catch (RuntimeException ex) {
			throw CredentialDeniedException
				.failed("the workspace could not be looked up: " + SecretRedactor.of(Set.of()).describe(ex));
		}
	}

	private static Result forget(Grant grant, CredentialRequest request, String token, String digest)
			throws CredentialDeniedException {
		if (digest.isEmpty()) {
			return Result.of(CredentialOutcome.KEPT, "the workspace did not say which credential was not accepted");
		}
		try {
			return grant.source().forget(request, new RejectedSecret(token, digest))
					? Result.of(CredentialOutcome.FORGOTTEN, "the host did not accept the last one")
					: Result.of(CredentialOutcome.KEPT,
							"the source has another credential than the one that was not accepted, or keeps none, or"
									+ " got it less than 30 seconds ago");
		}
		catch (Exception ex) {
			throw CredentialDeniedException.failed(request.context().redactor().describe(ex));
		}
	}

	private Result fetch(Grant grant, CredentialRequest request) throws CredentialDeniedException {
		Credential credential = credential(grant, request);
		if (credential == null) {
			throw CredentialDeniedException.failed("the source returned null");
		}
		Instant expiresAt = credential.expiresAt();
		if (expiresAt != null && !expiresAt.isAfter(this.clock.instant())) {
			throw CredentialDeniedException.failed("the source returned a credential that expired at " + expiresAt);
		}
		redact(request.context().workspaceId(), credential);
		return credential.stale()
				? new Result(CredentialOutcome.STALE, "the source has no fresh credential at the moment", credential)
				: new Result(CredentialOutcome.GRANTED, null, credential);
	}

	private void redact(String workspaceId, Credential credential) throws CredentialDeniedException {
		try {
			this.workspaces.redact(workspaceId, credential.secret());
		}
		catch (RuntimeException ex) {
			throw CredentialDeniedException
				.failed("the credential could not be redacted in the output of the workspace: "
						+ SecretRedactor.of(Set.of(credential.secret())).describe(ex));
		}
	}

	private static @Nullable Credential credential(Grant grant, CredentialRequest request)
			throws CredentialDeniedException {
		try {
			return grant.source().credential(request);
		}
		catch (Exception ex) {
			throw CredentialDeniedException.failed(request.context().redactor().describe(ex));
		}
	}

	/**
	 * A verified token. {@link #toString()} does not show it.
	 *
	 * @param token the token
	 * @param claims the claims of the token
	 */
	record Admission(String token, Claims claims) {

		@Override
		public String toString() {
			return "Admission[claims=" + this.claims + "]";
		}

	}

	/**
	 * Result of a request.
	 *
	 * @param outcome the outcome
	 * @param reason the reason, for the operator; {@code null} if there is none
	 * @param credential the credential; {@code null} if the workspace gets none
	 */
	record Result(CredentialOutcome outcome, @Nullable String reason, @Nullable Credential credential) {

		static Result of(CredentialOutcome outcome, String reason) {
			return new Result(outcome, reason, null);
		}

	}

}

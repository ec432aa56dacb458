package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.plugin.credentialendpoint.GrantedHosts.Grant;
import io.provisionhook.redaction.SecretRedactor;

/**
 * Decides who gets a credential, and gets it. Thread-safe.
 */
final class Clerk {

	private final AccessTokens tokens;

	private final LiveWorkspaces workspaces;

	private final RateLimits limits;

	private final GrantedHosts granted;

	private final EndpointTime time;

	private final Duration timeout;

	/**
	 * Create a clerk.
	 * @param tokens knows the tokens
	 * @param workspaces knows who is alive
	 * @param limits knows who has asked too often
	 * @param granted knows the sources
	 * @param time the time
	 * @param timeout the time that a source has
	 */
	Clerk(AccessTokens tokens, LiveWorkspaces workspaces, RateLimits limits, GrantedHosts granted, EndpointTime time,
			Duration timeout) {
		this.tokens = tokens;
		this.workspaces = workspaces;
		this.limits = limits;
		this.granted = granted;
		this.time = time;
		this.timeout = timeout;
	}

	/**
	 * Admit a request by its head alone, before anything costly is done for it.
	 * @param inquiry the request, told what is found out about it
	 * @param largestBody the number of bytes that its body can have
	 * @return the token
	 * @throws Rejection if it is not admitted
	 */
	Admission admit(Inquiry inquiry, int largestBody) throws Rejection {
		String token = Question.token(inquiry.request(), largestBody);
		if (token.isEmpty()) {
			throw Rejection.refused("there is no bearer token");
		}
		TokenClaims claims = this.tokens.verify(token);
		inquiry.authenticated(claims.workspaceId());
		if (!this.time.now().isBefore(claims.expiresAt())) {
			throw Rejection.refused("the token expired at " + claims.expiresAt());
		}
		// A token of an earlier life must not use up what the present one has
		this.limits.admit(claims.generation() + " " + claims.workspaceId());
		return new Admission(token, claims);
	}

	/**
	 * Serve a request that was admitted: return a credential, or have it forgotten.
	 * @param inquiry the request, told what is found out about it
	 * @param admission what the token says
	 * @param body the body of the request
	 * @return what came of it
	 * @throws Rejection if there is no credential
	 */
	Result serve(Inquiry inquiry, Admission admission, String body) throws Rejection {
		Question question = Question.of(body);
		inquiry.asked(question.host());
		TokenClaims claims = admission.claims();
		WorkspaceRequest workspace = find(claims);
		if (!claims.hosts().contains(question.host())) {
			throw Rejection.refused("the token is for other hosts");
		}
		Grant grant = this.granted.find(question.host())
			.orElseThrow(() -> Rejection.refused("no plugin grants this host any more"));
		inquiry.granted(grant.sourceName());
		CredentialRequest request = new CredentialRequest(question.host(),
				ProvisionContext.of(claims.workspaceId(), workspace, claims.generation(), this.timeout));
		return question.rejected() ? forget(grant, request, admission.token(), question.digest()) : ask(grant, request);
	}

	private WorkspaceRequest find(TokenClaims claims) throws Rejection {
		try {
			return this.workspaces.find(claims.workspaceId(), claims.generation())
				.orElseThrow(() -> Rejection
					.refused("the workspace has ended, or has been started again since it got the token"));
		}
		catch (RuntimeException ex) {
			throw Rejection.failed("the workspace could not be looked up: " + SecretRedactor.of(Set.of()).describe(ex));
		}
	}

	private static Result forget(Grant grant, CredentialRequest request, String token, String digest) throws Rejection {
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
			throw Rejection.failed(request.context().redactor().describe(ex));
		}
	}

	private Result ask(Grant grant, CredentialRequest request) throws Rejection {
		Credential credential = credential(grant, request);
		if (credential == null) {
			throw Rejection.failed("the source returned null");
		}
		Instant expiresAt = credential.expiresAt();
		if (expiresAt != null && !expiresAt.isAfter(this.time.now())) {
			throw Rejection.failed("the source returned a credential that expired at " + expiresAt);
		}
		makeKnown(request.context().workspaceId(), credential);
		return credential.stale()
				? new Result(CredentialOutcome.STALE, "the source has no fresh credential at the moment", credential)
				: new Result(CredentialOutcome.GRANTED, null, credential);
	}

	private void makeKnown(String workspaceId, Credential credential) throws Rejection {
		try {
			this.workspaces.redact(workspaceId, credential.secret());
		}
		catch (RuntimeException ex) {
			throw Rejection.failed("the credential could not be made known as a secret of the workspace: "
					+ SecretRedactor.of(Set.of(credential.secret())).describe(ex));
		}
	}

	private static @Nullable Credential credential(Grant grant, CredentialRequest request) throws Rejection {
		try {
			return grant.source().credential(request);
		}
		catch (Exception ex) {
			throw Rejection.failed(request.context().redactor().describe(ex));
		}
	}

	/**
	 * What a token lets a workspace do. Does not show the token as text.
	 *
	 * @param token the token
	 * @param claims what it says
	 */
	record Admission(String token, TokenClaims claims) {

		@Override
		public String toString() {
			return "Admission[claims=" + this.claims + "]";
		}

	}

	/**
	 * What came of a request.
	 *
	 * @param outcome how it ended
	 * @param reason why it did not end better, if there is something to say
	 * @param credential the credential, if the workspace gets one
	 */
	record Result(CredentialOutcome outcome, @Nullable String reason, @Nullable Credential credential) {

		static Result of(CredentialOutcome outcome, String reason) {
			return new Result(outcome, reason, null);
		}

	}

}

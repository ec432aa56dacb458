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
	 * Return a credential, or have it forgotten.
	 * @param inquiry what is asked, and told what is found out about it
	 * @return the credential; {@code null} if it was to be forgotten
	 * @throws Rejection if there is none
	 */
	@Nullable Credential serve(Inquiry inquiry) throws Rejection {
		Question question = Question.of(inquiry.request());
		if (question.token().isEmpty()) {
			throw Rejection.refused("there is no bearer token");
		}
		TokenClaims claims = this.tokens.verify(question.token());
		inquiry.authenticated(claims.workspaceId(), question.host());
		if (!this.time.now().isBefore(claims.expiresAt())) {
			throw Rejection.refused("the token expired at " + claims.expiresAt());
		}
		WorkspaceRequest workspace = find(claims);
		this.limits.admit(claims.workspaceId());
		if (!claims.hosts().contains(question.host())) {
			throw Rejection.refused("the token is for other hosts");
		}
		Grant grant = this.granted.find(question.host())
			.orElseThrow(() -> Rejection.refused("no plugin grants this host any more"));
		inquiry.granted(grant.sourceName());
		CredentialRequest request = new CredentialRequest(question.host(),
				ProvisionContext.of(claims.workspaceId(), workspace, claims.generation(), this.timeout));
		return question.rejected() ? forget(grant, request) : ask(grant, request);
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

	private static @Nullable Credential forget(Grant grant, CredentialRequest request) throws Rejection {
		try {
			grant.source().forget(request);
			return null;
		}
		catch (Exception ex) {
			throw Rejection.failed(request.context().redactor().describe(ex));
		}
	}

	private Credential ask(Grant grant, CredentialRequest request) throws Rejection {
		Credential credential = credential(grant, request);
		if (credential == null) {
			throw Rejection.failed("the source returned null");
		}
		Instant expiresAt = credential.expiresAt();
		if (expiresAt != null && !expiresAt.isAfter(this.time.now())) {
			throw Rejection.failed("the source returned a credential that expired at " + expiresAt);
		}
		return credential;
	}

	private static @Nullable Credential credential(Grant grant, CredentialRequest request) throws Rejection {
		try {
			return grant.source().credential(request);
		}
		catch (Exception ex) {
			throw Rejection.failed(request.context().redactor().describe(ex));
		}
	}

}

package io.provisionhook.plugin.githubappauth;

import java.util.Set;
import java.util.function.Predicate;

import io.provisionhook.ProvisionContext;
import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.credential.CredentialSource;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.RefreshingCache.CachedValue;

/**
 * A credential source for git of the installation tokens that
 * {@link GitHubAppAuthMutator} gives to workspaces. Thread-safe.
 */
final class GitHubAppCredentialSource implements CredentialSource {

	// From the documentation of GitHub on authenticating as an installation
	private static final String USERNAME = "x-access-token";

	private final CredentialHost host;

	private final TokenRequestTemplate template;

	private final InstallationTokens tokens;

	/**
	 * Create a source.
	 * @param host the host of the repositories
	 * @param template the template of token requests
	 * @param tokens the installation tokens
	 */
	GitHubAppCredentialSource(CredentialHost host, TokenRequestTemplate template, InstallationTokens tokens) {
		this.host = host;
		this.template = template;
		this.tokens = tokens;
	}

	@Override
	public String name() {
		return GitHubAppAuthMutator.NAME;
	}

	@Override
	public Set<CredentialHost> hosts() {
		return Set.of(this.host);
	}

	@Override
	public Credential credential(CredentialRequest request) throws Exception {
		ProvisionContext context = request.context();
		CachedValue<InstallationToken> refreshed = this.tokens.get(this.template.expand(context),
				Deadline.within(InstallationTokens.SYSTEM, context.remaining()));
		InstallationToken token = refreshed.value();
		context.redact(token.value());
		return new Credential(USERNAME, token.value(), token.expiresAt(), refreshed.stale());
	}

	@Override
	public boolean forget(CredentialRequest request, Predicate<String> rejected) throws Exception {
		return this.tokens.forget(this.template.expand(request.context()), rejected);
	}

}

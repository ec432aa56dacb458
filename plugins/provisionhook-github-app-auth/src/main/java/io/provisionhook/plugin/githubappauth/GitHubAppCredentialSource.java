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
 * Has an installation token of a GitHub App for git, the same that
 * {@link GitHubAppAuthMutator} gives to the workspace. Thread-safe.
 */
final class GitHubAppCredentialSource implements CredentialSource {

	// What GitHub's documentation on authenticating as an installation has for git
	private static final String USERNAME = "x-access-token";

	private final CredentialHost host;

	private final TokenTemplate template;

	private final InstallationTokens tokens;

	/**
	 * Create a source.
	 * @param host where the repositories are
	 * @param template what token a workspace gets
	 * @param tokens where it comes from
	 */
	GitHubAppCredentialSource(CredentialHost host, TokenTemplate template, InstallationTokens tokens) {
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

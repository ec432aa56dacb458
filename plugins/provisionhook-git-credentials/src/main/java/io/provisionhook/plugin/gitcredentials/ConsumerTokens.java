package io.provisionhook.plugin.gitcredentials;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.upstream.Deadline;
import io.provisionhook.plugin.upstream.RefreshingCache;
import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * Access tokens that a client gets for itself, as in section 4.4 of RFC 6749.
 * Thread-safe.
 *
 * @param application the client
 * @param client asks for tokens
 */
record ConsumerTokens(OAuthApplication application,
		OAuthClient client) implements RefreshingCache.Loader<ConsumerTokens.Key, AccessToken> {

	/**
	 * Return what a workspace gets a token for.
	 * @param context the workspace
	 * @return the same for workspaces that get the same token
	 */
	Key key(ProvisionContext context) {
		return new Key(this.application.locate(context));
	}

	@Override
	public AccessToken load(Key key, Deadline deadline) throws UpstreamException, InterruptedException {
		return this.client.ask(this.application.id(), this.application.secret(key.clientSecret()), deadline);
	}

	/**
	 * What a token is got for.
	 *
	 * @param clientSecret the file with the secret of the client; {@code null} if it is
	 * in none
	 */
	record Key(@Nullable Path clientSecret) {
	}

}

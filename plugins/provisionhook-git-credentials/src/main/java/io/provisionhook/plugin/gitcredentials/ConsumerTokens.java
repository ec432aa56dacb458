package io.provisionhook.plugin.gitcredentials;

import java.util.Map;

import io.provisionhook.plugin.upstream.Patience;
import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * Access tokens that a client gets for itself, as in section 4.4 of RFC 6749.
 * Thread-safe.
 *
 * @param application the client
 * @param client asks for tokens
 */
record ConsumerTokens(OAuthApplication application,
		OAuthClient client) implements RenewedCredentialSource.Loader<OAuthFiles> {

	@Override
	public AccessToken load(OAuthFiles files, Patience patience) throws UpstreamException, InterruptedException {
		return this.client
			.ask(this.application.id(), this.application.secret(files.clientSecret()),
					Map.of("grant_type", "client_credentials"))
			.accessToken();
	}

}

package io.provisionhook.plugin.gitcredentials;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.provisionhook.plugin.upstream.Patience;
import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * Access tokens that are got by a refresh token, as in section 6 of RFC 6749. Each
 * refresh token is good once, so the next one is in its file before the access token is
 * given to anybody. GitLab's next grant ends the access token of the one before, so
 * applications that run at the same time need a refresh token each. Thread-safe.
 */
final class RefreshedTokens implements RenewedCredentialSource.Loader<OAuthFiles> {

	private final OneUseToken file;

	private final OAuthApplication application;

	private final OAuthClient client;

	/**
	 * Create the tokens.
	 * @param file where the refresh tokens are
	 * @param application the client
	 * @param client asks for tokens
	 */
	RefreshedTokens(OneUseToken file, OAuthApplication application, OAuthClient client) {
		this.file = file;
		this.application = application;
		this.client = client;
	}

	@Override
	public AccessToken load(OAuthFiles files, Patience patience) throws UpstreamException, InterruptedException {
		String secret = this.application.secret(files.clientSecret());
		Path path = Objects.requireNonNull(files.refreshToken());
		return this.file.use(path, (refreshToken, successor) -> {
			this.file.requireWritable(path);
			OAuthGrant granted = this.client.ask(this.application.id(), secret, grant(refreshToken));
			if (granted.refreshToken() != null) {
				successor.is(granted.refreshToken());
			}
			return granted.accessToken();
		});
	}

	private static Map<String, String> grant(String refreshToken) {
		Map<String, String> grant = new LinkedHashMap<>();
		grant.put("grant_type", "refresh_token");
		grant.put("refresh_token", refreshToken);
		return grant;
	}

	@Override
	public void close() {
		this.file.close();
	}

}

package io.provisionhook.plugin.gitcredentials;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How to get credentials from GitLab: with an access token, which may be one of a
 * project, a group or a user, or as an OAuth application that somebody has authorized.
 *
 * @param url URL of GitLab; that of the host unless set.
 * @param token Access token.
 * @param tokenFile File with the access token, which is read each time; may have
 * placeholders such as /run/secrets/{tenant}/gitlab-token.
 * @param tokenSecret Name of a secret of the application, global or of the workspace,
 * that is the access token.
 * @param rotateBefore Time before the expiry of the token in the file at which it is
 * rotated, with the new one written into the file; unless set, it is not rotated.
 * @param clientId Id of the OAuth application.
 * @param clientSecret Secret of the OAuth application.
 * @param clientSecretFile File with the secret of the OAuth application.
 * @param refreshTokenFile File with the refresh token, which is good once and is replaced
 * by the next one each time; may have placeholders.
 */
record GitLabProperties(@Nullable String url, @Nullable String token, @Nullable String tokenFile,
		@Nullable String tokenSecret, @Nullable Duration rotateBefore, @Nullable String clientId,
		@Nullable String clientSecret, @Nullable String clientSecretFile, @Nullable String refreshTokenFile) {

	/**
	 * Leave out the secrets.
	 */
	@Override
	public String toString() {
		return "GitLabProperties[url=" + this.url + "]";
	}

}

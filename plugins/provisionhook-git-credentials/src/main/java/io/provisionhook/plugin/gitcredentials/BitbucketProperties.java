package io.provisionhook.plugin.gitcredentials;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How to get credentials from Bitbucket Cloud: with an access token of a repository, a
 * project or a workspace, with an API token, with an app password, or as an OAuth
 * consumer.
 *
 * @param url URL of Bitbucket.
 * @param token Access token of a repository, a project or a workspace.
 * @param tokenFile File with the access token, which is read each time; may have
 * placeholders such as /run/secrets/{tenant}/bitbucket-token.
 * @param tokenSecret Name of a secret of the application, global or of the workspace,
 * that is the access token.
 * @param username User whose app password or API token it is; needed with an app password
 * only.
 * @param apiToken API token.
 * @param apiTokenFile File with the API token, which is read each time; may have
 * placeholders.
 * @param appPassword App password, which Bitbucket is about to give up.
 * @param appPasswordFile File with the app password, which is read each time; may have
 * placeholders.
 * @param clientId Key of the OAuth consumer.
 * @param clientSecret Secret of the OAuth consumer.
 * @param clientSecretFile File with the secret of the OAuth consumer; may have
 * placeholders.
 */
record BitbucketProperties(@DefaultValue("https://bitbucket.org") String url, @Nullable String token,
		@Nullable String tokenFile, @Nullable String tokenSecret, @Nullable String username, @Nullable String apiToken,
		@Nullable String apiTokenFile, @Nullable String appPassword, @Nullable String appPasswordFile,
		@Nullable String clientId, @Nullable String clientSecret, @Nullable String clientSecretFile) {

	/**
	 * Leave out the secrets.
	 */
	@Override
	public String toString() {
		return "BitbucketProperties[url=" + this.url + "]";
	}

}

package io.provisionhook.plugin.gitcredentials;

import org.jspecify.annotations.Nullable;

/**
 * How to get credentials from GitLab: with an access token of a project, a group or a
 * user.
 *
 * @param token Access token.
 * @param tokenFile File with the access token, which is read each time; may have
 * placeholders such as /run/secrets/{tenant}/gitlab-token.
 * @param tokenSecret Name of a secret of the application, global or of the workspace,
 * that is the access token.
 */
record GitLabProperties(@Nullable String token, @Nullable String tokenFile, @Nullable String tokenSecret) {

	/**
	 * Leave out the token.
	 */
	@Override
	public String toString() {
		return "GitLabProperties[redacted]";
	}

}

package io.provisionhook.plugin.gitcredentials;

/**
 * What is particular about an OAuth server.
 *
 * @param path where its tokens are, below its URL
 * @param basic whether clients authenticate by HTTP Basic, and not in the form
 */
record OAuthServer(String path, boolean basic) {

	/**
	 * GitLab, by its documentation of the OAuth 2.0 identity provider API.
	 */
	static final OAuthServer GITLAB = new OAuthServer("/oauth/token", false);

	/**
	 * Bitbucket Cloud, by its documentation of OAuth 2.0.
	 */
	static final OAuthServer BITBUCKET = new OAuthServer("/site/oauth2/access_token", true);

}

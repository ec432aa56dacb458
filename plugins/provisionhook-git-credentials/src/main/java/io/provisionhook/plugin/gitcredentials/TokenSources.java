package io.provisionhook.plugin.gitcredentials;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.provisionhook.credential.CredentialSource;

/**
 * Makes the source of a host that has an access token, which somebody else keeps fresh.
 */
final class TokenSources {

	// Hosts that know the user by the token take any name
	private static final String ANY_USERNAME = "git";

	// By GitLab's documentation, the user of OAuth tokens; access tokens go with any
	private static final String USERNAME_OF_GITLAB = "oauth2";

	private TokenSources() {
	}

	/**
	 * Make the source of a host with a personal access token.
	 * @param entry the entry
	 * @param properties its properties
	 * @param tools what it is made with
	 * @return the source; {@code null} if there is no token
	 */
	static @Nullable CredentialSource of(HostEntry entry, HostProperties properties, SourceTools tools) {
		SecretChoice token = new SecretChoice(entry.property(), entry.host().value()).text("token", properties.token())
			.file("token-file", properties.tokenFile())
			.secret("token-secret", properties.tokenSecret(), tools.secretSources());
		boolean named = StringUtils.hasText(properties.username());
		if (token.chosen() == null) {
			if (named) {
				throw entry.child("username")
					.mistake("it is set although there is no token",
							"Set 'token', 'token-file' or 'token-secret' beside it, or remove it.");
			}
			return null;
		}
		return new FixedCredentialSource(
				SourceIdentity.of("token", entry.host(), username(properties.username(), entry.child("username"))),
				token.get());
	}

	/**
	 * Make the source of a host that is a GitLab.
	 * @param entry the entry
	 * @param properties its properties
	 * @param tools what it is made with
	 * @return the source
	 */
	static CredentialSource ofGitLab(HostEntry entry, GitLabProperties properties, SourceTools tools) {
		SecretValue token = new SecretChoice(entry.child("gitlab"), "GitLab").text("token", properties.token())
			.file("token-file", properties.tokenFile())
			.secret("token-secret", properties.tokenSecret(), tools.secretSources())
			.get();
		return new FixedCredentialSource(SourceIdentity.of("gitlab", entry.host(), USERNAME_OF_GITLAB), token);
	}

	static String username(@Nullable String username, Property property) {
		if (!StringUtils.hasText(username)) {
			return ANY_USERNAME;
		}
		if (!SecretValue.isOneLine(username)) {
			throw property.mistake("it has a line break or another control character", "Set it to one line.");
		}
		return username;
	}

}

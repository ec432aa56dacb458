package io.provisionhook.plugin.gitcredentials;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.provisionhook.credential.CredentialSource;
import io.provisionhook.plugin.internal.http.Endpoint;

/**
 * Makes the source of a host that is Bitbucket Cloud. By its documentation, git comes
 * with an access token, also one of OAuth, as {@code x-token-auth}, with an API token as
 * {@code x-bitbucket-api-token-auth} or the user whose it is, and with an app password as
 * that user.
 */
final class BitbucketSources {

	private static final String SYSTEM = "Bitbucket";

	private static final String KIND = "bitbucket";

	private static final String OF_ACCESS_TOKENS = "x-token-auth";

	private static final String OF_API_TOKENS = "x-bitbucket-api-token-auth";

	// By the documentation of OAuth 2.0 in Bitbucket Cloud
	private static final String TOKENS = "/site/oauth2/access_token";

	private final HostEntry entry;

	private final Property property;

	private final SourceTools tools;

	BitbucketSources(HostEntry entry, SourceTools tools) {
		this.entry = entry;
		this.property = entry.child("bitbucket");
		this.tools = tools;
	}

	/**
	 * Make the source.
	 * @param properties its properties
	 * @return the source
	 */
	CredentialSource of(BitbucketProperties properties) {
		SecretChoice secret = new SecretChoice(this.property, SYSTEM).text("token", properties.token())
			.file("token-file", properties.tokenFile())
			.secret("token-secret", properties.tokenSecret(), this.tools.secretSources())
			.text("api-token", properties.apiToken())
			.file("api-token-file", properties.apiTokenFile())
			.text("app-password", properties.appPassword())
			.file("app-password-file", properties.appPasswordFile())
			.text("client-secret", properties.clientSecret())
			.file("client-secret-file", properties.clientSecretFile());
		SecretValue value = secret.get();
		if (secret.isOneOf("client-secret", "client-secret-file")) {
			requireUnused("username", properties.username(), secret);
			return consumer(properties, value);
		}
		requireUnused("client-id", properties.clientId(), secret);
		return new FixedCredentialSource(identity(username(properties.username(), secret)), value);
	}

	private void requireUnused(String name, @Nullable String value, SecretChoice secret) {
		if (StringUtils.hasText(value)) {
			throw this.property.child(name)
				.mistake("it does not go with " + secret.chosen(), "Remove it, or what it does not go with.");
		}
	}

	private String username(@Nullable String username, SecretChoice secret) {
		if (secret.isOneOf("token", "token-file", "token-secret")) {
			requireUnused("username", username, secret);
			return OF_ACCESS_TOKENS;
		}
		if (secret.isOneOf("api-token", "api-token-file") && !StringUtils.hasText(username)) {
			return OF_API_TOKENS;
		}
		Property property = this.property.child("username");
		return TokenSources.username(property.require(username, "Set it to the name of the user whose it is."),
				property);
	}

	private CredentialSource consumer(BitbucketProperties properties, SecretValue secret) {
		Endpoint endpoint = this.entry.endpoint(SYSTEM, properties.url(), this.property.child("url"), this.tools);
		OAuthApplication application = OAuthApplication.of(this.property.child("client-id")
			.require(properties.clientId(), "Set it to the key of the OAuth consumer."), secret);
		OAuthClient client = new OAuthClient(this.tools.clientOf(endpoint, this.entry.sslBundle()), TOKENS,
				new OAuthRefusals(endpoint, this.property), this.tools.clock());
		return new RenewedCredentialSource(identity(OF_ACCESS_TOKENS), this.tools.upstream(SYSTEM), this.tools.clock(),
				application, client);
	}

	private SourceIdentity identity(String username) {
		return SourceIdentity.of(KIND, this.entry.host(), username);
	}

}

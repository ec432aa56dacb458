package io.provisionhook.plugin.gitcredentials;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.provisionhook.credential.CredentialSource;
import io.provisionhook.plugin.gitcredentials.OAuthClient.ClientCredentials;
import io.provisionhook.plugin.internal.http.Endpoint;

/**
 * Creates the source of a host of Bitbucket Cloud. According to its documentation, the
 * user name is {@code x-token-auth} for access tokens, including those of OAuth,
 * {@code x-bitbucket-api-token-auth} or the name of the user for API tokens, and the name
 * of the user for app passwords.
 */
final class BitbucketSourceFactory {

	private static final String SYSTEM = "Bitbucket";

	private static final String KIND = "bitbucket";

	private static final String ACCESS_TOKEN_USERNAME = "x-token-auth";

	private static final String API_TOKEN_USERNAME = "x-bitbucket-api-token-auth";

	private static final String TOKEN_PATH = "/site/oauth2/access_token";

	private final HostEntry entry;

	private final PropertyPath property;

	private final SourceDependencies dependencies;

	BitbucketSourceFactory(HostEntry entry, SourceDependencies dependencies) {
		this.entry = entry;
		this.property = entry.child("bitbucket");
		this.dependencies = dependencies;
	}

	/**
	 * Create the source.
	 * @param properties the properties
	 * @return the source
	 */
	CredentialSource create(GitCredentialsProperties.Bitbucket properties) {
		SecretProperty secret = new SecretProperty(this.property, SYSTEM).text("token", properties.token())
			.file("token-file", properties.tokenFile())
			.secret("token-secret", properties.tokenSecret(), this.dependencies.secretSources())
			.text("api-token", properties.apiToken())
			.file("api-token-file", properties.apiTokenFile())
			.text("app-password", properties.appPassword())
			.file("app-password-file", properties.appPasswordFile())
			.text("client-secret", properties.clientSecret())
			.file("client-secret-file", properties.clientSecretFile());
		ConfiguredSecret value = secret.get();
		if (secret.isOneOf("client-secret", "client-secret-file")) {
			requireUnused("username", properties.username(), secret);
			return consumer(properties, value);
		}
		requireUnused("client-id", properties.clientId(), secret);
		return new ConfiguredCredentialSource(identity(username(properties.username(), secret)), value);
	}

	private void requireUnused(String name, @Nullable String value, SecretProperty secret) {
		if (StringUtils.hasText(value)) {
			throw this.property.child(name)
				.invalid("it can't be combined with " + secret.chosen(), "Remove one of the two.");
		}
	}

	private String username(@Nullable String username, SecretProperty secret) {
		if (secret.isOneOf("token", "token-file", "token-secret")) {
			requireUnused("username", username, secret);
			return ACCESS_TOKEN_USERNAME;
		}
		if (secret.isOneOf("api-token", "api-token-file") && !StringUtils.hasText(username)) {
			return API_TOKEN_USERNAME;
		}
		PropertyPath property = this.property.child("username");
		return GitCredentialHostsFactory.username(property.require(username, "Set it to the name of the user."),
				property);
	}

	private CredentialSource consumer(GitCredentialsProperties.Bitbucket properties, ConfiguredSecret secret) {
		Endpoint endpoint = this.entry.endpoint(SYSTEM, properties.url(), this.property.child("url"),
				this.dependencies);
		ClientCredentials credentials = ClientCredentials.of(this.property.child("client-id")
			.require(properties.clientId(), "Set it to the key of the OAuth consumer."), secret);
		OAuthClient client = new OAuthClient(this.dependencies.createClient(endpoint, this.entry.sslBundle()),
				TOKEN_PATH, this.property, this.dependencies.clock());
		return new OAuthCredentialSource(identity(ACCESS_TOKEN_USERNAME), this.dependencies.createUpstream(SYSTEM),
				this.dependencies.clock(), credentials, client);
	}

	private SourceIdentity identity(String username) {
		return SourceIdentity.of(KIND, this.entry.host(), username);
	}

}

package io.provisionhook.plugin.gitcredentials;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.provisionhook.credential.CredentialHost;
import io.provisionhook.plugin.gitcredentials.OAuthClient.ClientCredentials;
import io.provisionhook.plugin.gitcredentials.SecretProperty.LiteralSecret;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nothing which has a secret shows it as text.
 */
class SecretsAreNotShownTests {

	private static final String SECRET = "glpat-0123456789abcdef";

	@Test
	void textHasNoSecret() {
		Instant now = Instant.parse("2126-03-01T12:00:00Z");
		AccessToken token = AccessToken.issued(SECRET, now, Duration.ofHours(1));
		ClientCredentials credentials = ClientCredentials.of("id", new LiteralSecret(SECRET));
		SourceIdentity identity = SourceIdentity.of("token", new CredentialHost("github.com"), "git");
		ConfiguredCredentialSource source = new ConfiguredCredentialSource(identity, new LiteralSecret(SECRET));
		assertThat(List.of(token, credentials, new LiteralSecret(SECRET), source,
				new GitCredentialHost(identity.host(), "https", Set.of(), source),
				new GitCredentialsProperties.GitLab(SECRET, SECRET, SECRET)))
			.allSatisfy((shown) -> assertThat(shown.toString()).doesNotContain(SECRET));
		assertThat(token).hasToString("AccessToken[expiresAt=2126-03-01T13:00:00Z]");
	}

}

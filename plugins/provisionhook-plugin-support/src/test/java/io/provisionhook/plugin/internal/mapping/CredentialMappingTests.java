package io.provisionhook.plugin.internal.mapping;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.provisionhook.credential.CredentialHost;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CredentialMapping}.
 */
class CredentialMappingTests {

	private static final HostCredentialProperties GOOD = entry("git.example.com", null, null, "db#token");

	private static HostCredentialProperties entry(@Nullable String host, @Nullable String username,
			@Nullable String usernameSecret, @Nullable String secret) {
		return new HostCredentialProperties(host, username, usernameSecret, secret);
	}

	private static CredentialMapping parse(HostCredentialProperties... entries) {
		return CredentialMapping.parse("provisionhook.acme.hosts", List.of(entries), (reference) -> {
			if (reference.key() == null) {
				throw new IllegalArgumentException("'" + reference.path() + "' needs a key");
			}
		});
	}

	private static void assertMistake(String message, HostCredentialProperties... entries) {
		assertThatExceptionOfType(PluginConfigurationException.class).isThrownBy(() -> parse(entries))
			.withMessage("Configuration property 'provisionhook.acme.hosts" + message);
	}

	@Test
	void hostIsKnownHoweverItIsWritten() {
		CredentialMapping mapping = parse(entry("Git.Example.com:8443", "", "", "db#token"));
		assertThat(mapping.hosts()).containsExactly(new CredentialHost("git.example.com:8443"));
		assertThat(mapping.entry(new CredentialHost("git.example.com:8443"))).isNotNull()
			.extracting(CredentialMapping.Entry::username)
			.isEqualTo("git");
		assertThat(mapping.entry(new CredentialHost("git.example.com"))).isNull();
	}

	@Test
	void hostHasToBeOne() {
		assertMistake("[1].host': it is not set", GOOD, entry(null, null, null, "db#token"));
		assertMistake("[1].host': 'https://git.example.com' is not a host", GOOD,
				entry("https://git.example.com", null, null, "db#token"));
	}

	@Test
	void hostHasOneCredential() {
		assertMistake("[1].host': 'git.example.com' is configured twice", GOOD,
				entry("GIT.example.com", null, null, "other#token"));
	}

	@Test
	void secretHasToBeAReferenceThatTheStoreCanWorkWith() {
		assertMistake("[1].secret': it is not set", GOOD, entry("two.example.com", null, null, " "));
		assertMistake("[1].secret': 'db' needs a key", GOOD, entry("two.example.com", null, null, "db"));
		assertMistake("[0].secret': unknown placeholder {tennant}; there are {workspaceId}, {name}, {tenant}, {role}"
				+ " and {label.<key>}", entry("two.example.com", null, null, "{tennant}/db#token"));
		assertMistake("[0].username-secret': 'db' needs a key", entry("two.example.com", null, "db", "db#token"));
	}

	@Test
	void userNameIsSetInOneWay() {
		assertMistake("[0].username-secret': it is set, but 'provisionhook.acme.hosts[0].username' is too",
				entry("git.example.com", "agent", "db#user", "db#token"));
		assertMistake("[0].username': it has control characters, such as a line break",
				entry("git.example.com", "agent\n", null, "db#token"));
	}

}

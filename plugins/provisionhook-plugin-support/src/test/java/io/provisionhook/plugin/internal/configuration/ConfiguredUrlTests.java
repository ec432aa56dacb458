package io.provisionhook.plugin.internal.configuration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ConfiguredUrl}.
 */
class ConfiguredUrlTests {

	private static final String PROPERTY = "provisionhook.acme.url";

	private static final String ACTION = "Set the URL of Acme.";

	@ParameterizedTest
	@CsvSource({ "https://acme.example.com, https://acme.example.com", "http://localhost:8080, http://localhost:8080",
			"https://acme.example.com/, https://acme.example.com",
			"https://acme.example.com/api/v3//, https://acme.example.com/api/v3",
			"' https://acme.example.com/api ', https://acme.example.com/api",
			"https://acme.example.com/a%20b, https://acme.example.com/a%20b",
			"https://[::1]:8443/, https://[::1]:8443" })
	void urlHasNoSlashAtItsEnd(String text, String url) {
		assertThat(ConfiguredUrl.parse(text, PROPERTY, ACTION)).hasToString(url);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "/", "/api", "acme.example.com", "localhost:8080", "ftp://acme.example.com",
			"mailto:me@example.com", "https://", "https:///api", "https://:8080", "https://acme .com",
			"https://user:s3 cret@acme.example.com", "https://acme.example.com/{tenant}" })
	void whatIsNoUrlIsRefused(String text) {
		refuses(text, "it is not an http or https URL");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://user:s3cret@acme.example.com", "https://s3cret@acme.example.com/api",
			"https://acme.example.com?s3cret=1", "https://acme.example.com/?", "https://acme.example.com/api?s3cret=/",
			"https://acme.example.com#s3cret", "https://acme.example.com/#" })
	void whatIsMoreThanAUrlThatPathsCanBeAppendedToIsRefused(String text) {
		refuses(text, "it has more than a host, a port and a path");
	}

	private static void refuses(String text, String problem) {
		assertThatExceptionOfType(PluginConfigurationException.class)
			.isThrownBy(() -> ConfiguredUrl.parse(text, PROPERTY, ACTION))
			.withMessage("Configuration property '" + PROPERTY + "': " + problem)
			.withNoCause()
			.satisfies((ex) -> {
				assertThat(ex.getProperty()).isEqualTo(PROPERTY);
				assertThat(ex.getAction()).isEqualTo(ACTION);
			});
	}

}

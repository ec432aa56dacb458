package io.provisionhook.plugin.internal.configuration;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ConfigurationKeys}.
 */
class ConfigurationKeysTests {

	private static final String ACTION = "Put such keys in brackets, and in YAML in quotes too, as in \"[ac-me]\".";

	private final StandardEnvironment environment = new StandardEnvironment();

	@ParameterizedTest
	@CsvSource({ "ac-me, acme", "Acme, acme", "ac_me, acme", "acme.A_B, acme.AB", "acme.http_proxy, acme.HTTP_PROXY" })
	void requireDistinctRefusesKeysThatAreTakenForTheSame(String first, String second) {
		addSource("file", "provisionhook.acme.tenants." + first, "provisionhook.acme.tenants." + second);
		refuses("provisionhook.acme.tenants." + second,
				"the keys '" + first + "' and '" + second + "' are taken for the same");
	}

	@Test
	void requireDistinctRefusesOuterKeysThatAreTakenForTheSame() {
		addSource("file", "provisionhook.acme.tenants.ac-me.A", "provisionhook.acme.tenants.acme.B");
		refuses("provisionhook.acme.tenants.acme.B", "the keys 'ac-me' and 'acme' are taken for the same");
	}

	@Test
	void requireDistinctRefusesKeysOfSeveralSources() {
		addSource("first", "provisionhook.acme.tenants.ac-me.A");
		addSource("second", "provisionhook.acme.tenants.acme.A");
		refuses("provisionhook.acme.tenants.acme.A", "the keys 'ac-me' and 'acme' are taken for the same");
	}

	@ParameterizedTest
	@ValueSource(strings = { "joe@acme", "a b", "a/b", "a:b", "a+b", "Prüfer" })
	void requireDistinctRefusesKeyThatLosesCharacters(String key) {
		addSource("file", "provisionhook.acme.tenants." + key);
		refuses("provisionhook.acme.tenants." + key,
				"the key has a character that is lost, since it is neither a letter, a digit, a dash nor an underscore");
	}

	@Test
	void requireDistinctAcceptsKeysInBrackets() {
		addSource("file", "provisionhook.acme.tenants[ac-me].A", "provisionhook.acme.tenants.[acme].A",
				"provisionhook.acme.tenants[joe@acme.com].[http_proxy]",
				"provisionhook.acme.tenants[joe@acme.com].[HTTP_PROXY]");
		accepts();
	}

	@Test
	void requireDistinctAcceptsSameKeyInSeveralSources() {
		addSource("first", "provisionhook.acme.tenants.ac-me.A_B", "provisionhook.acme.tenants.globex.A_B");
		addSource("second", "provisionhook.acme.tenants.ac-me.A_B", "provisionhook.acme.tenants[ac-me].A_B");
		accepts();
	}

	@Test
	void requireDistinctIsAboutTheMapOnly() {
		addSource("file", "provisionhook.acme.roles.a b", "provisionhook.acme.roles.ac-me",
				"provisionhook.acme.roles.acme", "provisionhook.acme.tenants.A");
		addSource("other", "provisionhook.Acme.Tenants.A");
		accepts();
	}

	@Test
	void requireDistinctLeavesOutEnvironmentVariables() {
		addSource("file", "provisionhook.acme.tenants.acme.NAME");
		this.environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("variables",
					Map.of("PROVISIONHOOK_ACME_TENANTS_ACME_NAME", "value")));
		accepts();
	}

	@Test
	void requireDistinctLeavesOutSourcesThatDoNotTellTheirNames() {
		this.environment.getPropertySources().addFirst(new PropertySource<>("remote") {

			@Override
			public Object getProperty(String name) {
				return Objects.requireNonNull(name);
			}

		});
		accepts();
	}

	private void addSource(String name, String... properties) {
		Map<String, Object> source = new LinkedHashMap<>();
		for (String property : properties) {
			source.put(property, "value");
		}
		this.environment.getPropertySources().addLast(new MapPropertySource(name, source));
	}

	private void accepts() {
		assertThatCode(() -> ConfigurationKeys.requireDistinct(this.environment, "provisionhook.acme.tenants"))
			.doesNotThrowAnyException();
	}

	private void refuses(String property, String problem) {
		assertThatExceptionOfType(PluginConfigurationException.class)
			.isThrownBy(() -> ConfigurationKeys.requireDistinct(this.environment, "provisionhook.acme.tenants"))
			.withMessage("Configuration property '" + property + "': " + problem)
			.returns(ACTION, PluginConfigurationException::getAction);
	}

}

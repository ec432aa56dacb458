package io.provisionhook.plugin.githubappauth;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests that mistakes in the configuration end the start with an explanation.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConfigurationMistakesTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = {
			"app-id= | app-id | it is not set, although 'provisionhook.github-app-auth.private-key' is",
			"app-id=my app | app-id | 'my app' is not an id", "private-key= | private-key | it is not set",
			"private-key=/missing/app.pem | private-key | the file '/missing/app.pem' does not exist",
			"installation-id= | installation-id | no installation of the app is set",
			"organization=acme | organization | it is set although 'provisionhook.github-app-auth.installation-id' is, too",
			"repositories={label} | repositories | \"unknown placeholder {label}; there are {workspaceId}, {name}, "
					+ "{tenant}, {role} and {label.<key>}\"",
			"permissions.contents=all | permissions.contents | 'all' is none of read, write and admin",
			"variables= | variables | \"it is empty, so nothing would get the token\"",
			"variables=GITHUB_TOKEN,A=B | variables | variable \"A=\" has an equals sign in its name",
			"variables=LD_PRELOAD | variables | variable \"LD_PRELOAD\" can make programs run other code and was not "
					+ "allowed by name",
			"permissions[PULL_REQUESTS]=read | permissions | 'PULL_REQUESTS' is not the name of a permission",
			"base-url=github.acme.com | base-url | it is not an http or https URL",
			"base-url=ftp://github.acme.com | base-url | it is not an http or https URL",
			"base-url=https://github .com | base-url | it is not an http or https URL",
			"base-url=https://user:pass@github.acme.com | base-url | \"it has more than a host, a port and a path\"",
			"base-url=https://github.acme.com/api?x=y | base-url | \"it has more than a host, a port and a path\"",
			"base-url=https://github.com/ | base-url | it is the address of GitHub's pages and not of its REST API",
			"request-timeout=0s | request-timeout | it is too short for a request",
			"ssl-bundle=acme | ssl-bundle | there is no SSL bundle 'acme'" })
	void mistakeIsExplained(String mistake, String property, String problem) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(GitHubAppAuthAutoConfiguration.class, SslAutoConfiguration.class))
			.withPropertyValues(properties(mistake))
			.run((context) -> {
				Throwable failure = context.getStartupFailure();
				assertThat(failure).isNotNull()
					.extracting(ConfigurationMistakesTests::explanation)
					.isEqualTo("Configuration property 'provisionhook.github-app-auth." + property + "': " + problem);
				assertThat(failure).asString().doesNotContain("user:pass");
			});
	}

	private static @Nullable String explanation(Throwable failure) {
		Throwable cause = failure;
		while (cause != null && !(cause instanceof PluginConfigurationException)) {
			cause = cause.getCause();
		}
		return (cause != null) ? cause.getMessage() : null;
	}

	@Test
	void mistakeInTheKeyDoesNotShowTheKey(CapturedOutput output) {
		String damaged = TestKeys.pkcs1().substring(0, 500);
		assertThatException().isThrownBy(() -> start("private-key=" + damaged));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains(
					"Configuration property 'provisionhook.github-app-auth.private-key': it holds a private key that is"
							+ " damaged or of an unknown kind.")
			.doesNotContain("\tat ");
		assertThat(damaged.lines().skip(1)).noneMatch((line) -> output.getAll().contains(line));
	}

	private static void start(String mistake) {
		String[] arguments = Arrays.stream(properties(mistake))
			.map((property) -> "--" + property)
			.toArray(String[]::new);
		SpringApplication application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.build();
		application.run(arguments).close();
	}

	private static String[] properties(String mistake) {
		Map<String, String> properties = new TreeMap<>(
				Map.of("app-id", GitHub.APP_ID, "private-key", TestKeys.pkcs8(), "installation-id", "99"));
		properties.put(mistake.substring(0, mistake.indexOf('=')), mistake.substring(mistake.indexOf('=') + 1));
		return properties.entrySet()
			.stream()
			.map((entry) -> GitHubAppAuthProperties.named(entry.getKey()) + "=" + entry.getValue())
			.toArray(String[]::new);
	}

	/**
	 * An application with the plugin.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ GitHubAppAuthAutoConfiguration.class, SslAutoConfiguration.class })
	static class Application {

	}

}

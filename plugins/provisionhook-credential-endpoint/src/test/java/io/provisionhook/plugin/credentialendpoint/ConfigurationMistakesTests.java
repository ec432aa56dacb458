package io.provisionhook.plugin.credentialendpoint;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.assertj.ApplicationContextAssertProvider;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;

import io.provisionhook.plugin.credentialendpoint.Host.Stack;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests that mistakes in the configuration end the start with an explanation.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConfigurationMistakesTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(
			CredentialAccessAutoConfiguration.class, CredentialEndpointAutoConfiguration.class,
			CredentialEndpointWebAutoConfiguration.class);

	private final WebApplicationContextRunner servlet = new WebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = {
			"signing-keys=marked-secret | signing-keys[0] | \"there is no such file, and as a key it is no base64 text\"",
			"signing-keys=file:/missing | signing-keys[0] | the file 'file:/missing' does not exist",
			"token-lifetime=0s | token-lifetime | it is not positive", "timeout=-1s | timeout | it is not positive",
			"requests-per-minute=0 | requests-per-minute | it is not positive",
			"max-concurrent-requests=0 | max-concurrent-requests | it is not positive",
			"max-body-size=0B | max-body-size | it is not between 1B and 1MB",
			"max-body-size=1GB | max-body-size | it is not between 1B and 1MB",
			"path=credentials | path | 'credentials' is not the path of an endpoint",
			"path=/git/* | path | '/git/*' is not the path of an endpoint",
			"path=/ | path | '/' is not the path of an endpoint", "path= | path | '' is not the path of an endpoint",
			"url=host:8080 | url | it is not an http or https URL",
			"url=ftp://host | url | it is not an http or https URL",
			"url=http://ho st | url | it is not an http or https URL",
			"url=https://user:marked-secret@host | url | \"it has more than a host, a port and a path\"",
			"url=https://host/?x=y | url | \"it has more than a host, a port and a path\"" })
	void mistakeIsExplained(String mistake, String property, String problem) {
		this.servlet.withUserConfiguration(Granting.class)
			.withPropertyValues(CredentialEndpointProperties.PREFIX + "." + mistake)
			.run((context) -> {
				Throwable failure = failureOf(context);
				assertThat(NestedExceptionUtils.getMostSpecificCause(failure))
					.isInstanceOf(PluginConfigurationException.class)
					.hasMessage(
							"Configuration property 'provisionhook.credential-endpoint." + property + "': " + problem);
				StringWriter shown = new StringWriter();
				failure.printStackTrace(new PrintWriter(shown));
				assertThat(shown.toString()).doesNotContain("marked-secret");
			});
	}

	@Test
	void mistakeIsExplainedWhenTheApplicationStarts(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(Granting.class,
				CredentialEndpointProperties.PREFIX + ".url=https://user:marked-secret@host"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Configuration property 'provisionhook.credential-endpoint.url': it has more than a host, a port "
					+ "and a path.")
			.doesNotContain("marked-secret")
			.doesNotContain("\tat ");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "server.address= | \"it is not set, and '127.0.0.1'\"",
					"server.address=0.0.0.0 | \"it is not set, and '127.0.0.1'\"",
					"server.address=127.0.0.2 | \"it is not set, and '127.0.0.2'\"",
					"server.address=:: | \"it is not set, and '0:0:0:0:0:0:0:1'\"",
					"provisionhook.credential-endpoint.url=http://localhost:8080 | 'localhost'",
					"provisionhook.credential-endpoint.url=http://LocalHost./ | 'LocalHost.'",
					"provisionhook.credential-endpoint.url=https://127.1.2.3 | '127.1.2.3'",
					"provisionhook.credential-endpoint.url=http://[::1]:8080 | '[::1]'",
					"provisionhook.credential-endpoint.url=http://0.0.0.0:8080 | '0.0.0.0'",
					"provisionhook.credential-endpoint.url=http://app.localhost:8080 | 'app.localhost'" })
	void urlOfLoopbackThatWorkspacesDoNotShareIsExplained(String property, String problem) {
		this.servlet.withUserConfiguration(Granting.class)
			.withBean(WorkspaceRuntime.class, () -> new Containers(false))
			.withPropertyValues(property)
			.run((context) -> assertThat(NestedExceptionUtils.getMostSpecificCause(failureOf(context)))
				.isInstanceOfSatisfying(PluginConfigurationException.class, (ex) -> {
					assertThat(ex).hasMessage("Configuration property 'provisionhook.credential-endpoint.url': "
							+ problem
							+ " is a local address, at which workspaces of Containers do not reach this application");
					assertThat(ex.getAction()).isEqualTo("Set it to the URL under which workspaces reach this"
							+ " application, such as https://host.example.com:8443.");
				}));
	}

	@ParameterizedTest
	@ValueSource(strings = { "provisionhook.credential-endpoint.url=http://host.docker.internal:8080",
			"provisionhook.credential-endpoint.url=http://172.17.0.1:8080",
			"provisionhook.credential-endpoint.url=http://127.example.com",
			"provisionhook.credential-endpoint.url=http://[2001:db8::1]", "server.address=172.17.0.1" })
	void urlThatWorkspacesMayReachIsTaken(String property) {
		this.servlet.withUserConfiguration(Granting.class)
			.withBean(WorkspaceRuntime.class, () -> new Containers(false))
			.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void urlOfLoopbackThatWorkspacesShareIsTaken() {
		this.servlet.withUserConfiguration(Granting.class)
			.withBean(WorkspaceRuntime.class, () -> new Containers(true))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void urlOfLoopbackIsExplainedWhenTheApplicationStarts(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(GrantingToContainers.class));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains(
					"Configuration property 'provisionhook.credential-endpoint.url': it is not set, and '127.0.0.1' is"
							+ " a local address, at which workspaces of Containers do not reach this application.")
			.contains("Set it to the URL under which workspaces reach this application, such as"
					+ " https://host.example.com:8443.")
			.doesNotContain("\tat ");
	}

	@Test
	void hostThatIsGrantedTwiceIsExplained(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(GrantingTwice.class));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Host 'github.com' is granted by two beans, 'one' with source 'first' and 'other' with source "
					+ "'second'.")
			.contains("Decide which plugin gives workspaces credentials for 'github.com', and take the host out of the "
					+ "configuration of the other one.")
			.doesNotContain("\tat ");
	}

	@Test
	void missingLiveWorkspacesAreExplained() {
		this.servlet.withUserConfiguration(GrantingWithoutWorkspaces.class)
			.run((context) -> assertThatSetupIsExplained(context,
					"The credential endpoint does not know which workspaces are alive, since there is not exactly one "
							+ "WorkspaceHandler bean and no LiveWorkspaces bean",
					"Define a bean of type io.provisionhook.plugin.credentialendpoint.LiveWorkspaces that knows them, "
							+ "or a WorkspaceRuntime bean, for which there will be a handler."));
	}

	@Test
	void applicationWithoutAWebServerIsExplained() {
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withUserConfiguration(Granting.class)
			.run((context) -> assertThatSetupIsExplained(context,
					"Workspaces ask for credentials over HTTP, and this application has no web server",
					"Add spring-boot-starter-webmvc or spring-boot-starter-webflux, or turn off the plugin that gives "
							+ "credentials to running workspaces."));
	}

	@Test
	void managementPortThatIsNotThereIsExplained() {
		String[] properties = { "provisionhook.credential-endpoint.management-port=true", "management.server.port=-1" };
		String problem = "Configuration property 'provisionhook.credential-endpoint.management-port': it is true, and "
				+ "this application has no management port";
		String action = "Add spring-boot-starter-actuator and set 'management.server.port', or remove the property.";
		this.servlet.withUserConfiguration(Granting.class)
			.withPropertyValues(properties)
			.run((context) -> assertThatSetupIsExplained(context, problem, action));
		new ReactiveWebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withUserConfiguration(Granting.class)
			.withPropertyValues(properties)
			.run((context) -> assertThatSetupIsExplained(context, problem, action));
	}

	private static void assertThatSetupIsExplained(ApplicationContextAssertProvider<?> context, String problem,
			String action) {
		assertThat(NestedExceptionUtils.getMostSpecificCause(failureOf(context)))
			.isInstanceOfSatisfying(EndpointSetupException.class, (ex) -> {
				assertThat(ex).hasMessage(problem);
				assertThat(ex.getAction()).isEqualTo(action);
			});
	}

	private static Throwable failureOf(ApplicationContextAssertProvider<?> context) {
		Throwable failure = context.getStartupFailure();
		assertThat(failure).isNotNull();
		return Objects.requireNonNull(failure);
	}

	private static void start(Class<?> configuration, String... properties) {
		new SpringApplicationBuilder(Stack.SERVLET.configuration(), configuration).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "spring.main.banner-mode=off")
			.properties(properties)
			.run()
			.close();
	}

	@Configuration(proxyBeanMethods = false)
	static class GrantingWithoutWorkspaces {

		@Bean
		CredentialGrants one() {
			return () -> Map.of(Source.GITHUB, new Source("first"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Granting extends GrantingWithoutWorkspaces {

		@Bean
		LiveWorkspaces workspaces() {
			return new Workspaces();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class GrantingTwice extends Granting {

		@Bean
		CredentialGrants other() {
			return () -> Map.of(Source.GITHUB, new Source("second"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class GrantingToContainers extends Granting {

		@Bean
		Containers containers() {
			return new Containers(false);
		}

	}

}

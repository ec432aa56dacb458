package io.provisionhook.plugin.vaultsecrets;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what an operator reads whose configuration is wrong.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartUpMistakeTests {

	private static final String PREFIX = "provisionhook.vault-secrets.";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(VaultSecretsAutoConfiguration.class))
		.withPropertyValues(PREFIX + "variables.KEY=kv/a#k");

	@Test
	void missingAddressIsExplained() {
		assertThatIsExplained(this.contextRunner,
				"Configuration property 'provisionhook.vault-secrets.uri': it is not set",
				"Set the address of Vault, for example https://vault.example.com:8200.");
	}

	@Test
	void missingLoginIsExplained() {
		assertThatIsExplained(this.contextRunner.withPropertyValues(PREFIX + "uri=http://localhost:8200"),
				"Configuration property 'provisionhook.vault-secrets.authentication': no way to log in is set",
				"Set one of token, token-file, app-role.role-id and kubernetes.role.");
	}

	private static void assertThatIsExplained(ApplicationContextRunner runner, String problem, String action) {
		runner.run((context) -> assertThat(context).getFailure()
			.rootCause()
			.asInstanceOf(InstanceOfAssertFactories.type(PluginConfigurationException.class))
			.satisfies((ex) -> assertThat(ex).hasMessage(problem))
			.returns(action, PluginConfigurationException::getAction));
	}

	@Test
	void unknownPlaceholderIsExplained(CapturedOutput output) {
		start("--" + PREFIX + "variables.DB_PASSWORD=kv/{tenent}/db#password",
				"--" + PREFIX + "uri=http://localhost:8200",
				"--" + PREFIX + "authentication.token=" + VaultServer.TOKEN);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Configuration property 'provisionhook.vault-secrets.variables.DB_PASSWORD': unknown placeholder"
					+ " {tenent}; there are {workspaceId}, {name}, {tenant}, {role} and {label.<key>}.")
			.contains("Correct the reference; it is made as path#key, or as path?parameter=value#key.")
			.doesNotContain("\tat ", VaultServer.TOKEN);
	}

	private static void start(String... arguments) {
		assertThatExceptionOfType(BeanCreationException.class)
			.isThrownBy(() -> new SpringApplicationBuilder(Host.class).web(WebApplicationType.NONE).run(arguments));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(VaultSecretsAutoConfiguration.class)
	static class Host {

	}

}

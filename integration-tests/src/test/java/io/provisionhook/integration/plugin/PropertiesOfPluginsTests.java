package io.provisionhook.integration.plugin;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which properties of plugins are known while no plugin is active.
 */
@ExtendWith(OutputCaptureExtension.class)
class PropertiesOfPluginsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(strings = { "aws-secrets-manager", "credential-endpoint", "gcp-secret-manager", "git-credentials",
			"github-app-auth", "opentelemetry", "tenant-config", "vault-secrets" })
	void eachPropertyIsKnownAndEachTypingErrorIsFound(String plugin, CapturedOutput output) throws IOException {
		List<String> names = new PluginPage(plugin).properties()
			.stream()
			.map((property) -> property.path("name").asString())
			.toList();
		assertThat(names).isNotEmpty();
		this.contextRunner.withPropertyValues(names.stream().map((name) -> name + "=x").toArray(String[]::new))
			.run((context) -> assertThat(context).hasNotFailed());
		List<String> errors = names.stream()
			.flatMap((name) -> Stream.of(name + "q", name.replaceFirst("\\.(\\w)\\w*-?(\\w*)$", ".$1q$2")))
			.filter((name) -> !names.contains(name))
			.toList();
		this.contextRunner.withPropertyValues("provisionhook.unknown-properties=warn")
			.withPropertyValues(errors.stream().map((name) -> name + "=x").toArray(String[]::new))
			.run((context) -> assertThat(errors).allSatisfy(
					(name) -> assertThat(output).contains("'" + name + "' (property source 'test') is not known")));
	}

}

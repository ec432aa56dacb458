package io.provisionhook.integration;

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
import io.provisionhook.integration.docs.ConfigurationMetadata;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which properties are known while their plugin, runtime or store is not active.
 */
@ExtendWith(OutputCaptureExtension.class)
class InactivePropertiesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(strings = { "aws-secrets-manager", "credential-endpoint", "docker", "gcp-secret-manager",
			"git-credentials", "github-app-auth", "jdbc", "kubernetes", "opentelemetry", "process", "tenant-config",
			"vault-secrets" })
	void eachPropertyIsKnownAndEachTypingErrorIsFound(String module, CapturedOutput output) throws IOException {
		List<String> names = ConfigurationMetadata.properties()
			.keySet()
			.stream()
			.filter((name) -> name.startsWith("provisionhook." + module + "."))
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

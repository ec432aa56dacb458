package io.provisionhook.plugin.awssecretsmanager;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what an operator reads whose configuration is wrong.
 */
@ExtendWith(OutputCaptureExtension.class)
class AwsConfigurationFailureTests {

	@Test
	void missingRegionIsExplained(CapturedOutput output) {
		start("--provisionhook.aws-secrets-manager.variables.KEY=key");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains(
					"Configuration property 'provisionhook.aws-secrets-manager.region': it is not set, and the AWS SDK"
							+ " found no region in its usual places.")
			.contains("Set the property or the environment variable AWS_REGION, or add a region to the AWS profile.")
			.doesNotContain("\tat ");
	}

	@Test
	void unknownPlaceholderIsExplained(CapturedOutput output) {
		start("--provisionhook.aws-secrets-manager.variables.DB_PASSWORD=prod/{tenent}/db#password",
				"--provisionhook.aws-secrets-manager.region=eu-central-1");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Configuration property 'provisionhook.aws-secrets-manager.variables.DB_PASSWORD': unknown"
					+ " placeholder {tenent}; there are {workspaceId}, {name}, {tenant}, {role} and {label.<key>}.")
			.contains("Correct the reference; it is made as path#key, or as path?parameter=value#key.")
			.doesNotContain("\tat ");
	}

	@Test
	void variableThatMutatorsMustNotWriteIsExplained(CapturedOutput output) {
		start("--provisionhook.aws-secrets-manager.variables.LD_PRELOAD=prod/db#password",
				"--provisionhook.aws-secrets-manager.region=eu-central-1");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Configuration property 'provisionhook.aws-secrets-manager.variables.LD_PRELOAD': variable"
					+ " \"LD_PRELOAD\" can make programs run other code and was not allowed by name.");
	}

	@Test
	void variablesThatSpringBootTakesForTheSameAreExplained(CapturedOutput output) {
		start("--provisionhook.aws-secrets-manager.variables.HTTP_PROXY=prod/proxy#upper",
				"--provisionhook.aws-secrets-manager.variables.http_proxy=prod/proxy#lower",
				"--provisionhook.aws-secrets-manager.region=eu-central-1");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.containsPattern("the keys '(HTTP_PROXY|http_proxy)' and '(HTTP_PROXY|http_proxy)' are taken for the same");
	}

	private static void start(String... arguments) {
		assertThatExceptionOfType(BeanCreationException.class)
			.isThrownBy(() -> new SpringApplicationBuilder(Host.class).web(WebApplicationType.NONE).run(arguments));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AwsSecretsManagerAutoConfiguration.class)
	static class Host {

		@Bean
		AwsRegionProvider noRegion() {
			return () -> {
				throw SdkClientException.create("Unable to load region");
			};
		}

	}

}

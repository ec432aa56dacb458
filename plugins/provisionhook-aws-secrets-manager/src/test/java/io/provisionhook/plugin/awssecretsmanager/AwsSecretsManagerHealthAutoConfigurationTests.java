package io.provisionhook.plugin.awssecretsmanager;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

import io.provisionhook.plugin.internal.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.plugin.internal.upstream.UpstreamHealthIndicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AwsSecretsManagerHealthAutoConfiguration}.
 */
class AwsSecretsManagerHealthAutoConfigurationTests {

	private final SecretsManagerStandIn aws = new SecretsManagerStandIn().put("key", "first-key-value");

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AwsSecretsManagerAutoConfiguration.class,
				AwsSecretsManagerHealthAutoConfiguration.class))
		.withBean(AwsCredentialsProvider.class, () -> AwsMutators.CREDENTIALS)
		.withPropertyValues("provisionhook.aws-secrets-manager.variables.KEY=key",
				"provisionhook.aws-secrets-manager.region=eu-central-1",
				"provisionhook.aws-secrets-manager.endpoint=" + this.aws.uri());

	@AfterEach
	void stop() {
		this.aws.close();
	}

	@Test
	void healthTellsHowTheLastCallWent() {
		this.contextRunner.run((context) -> {
			HealthIndicator indicator = context.getBean("provisionhookAwsSecretsManagerHealthIndicator",
					HealthIndicator.class);
			MappedSecretsMutator mutator = context.getBean(MappedSecretsMutator.class);
			assertThat(indicator.health()).extracting(Health::getStatus).isEqualTo(Status.UNKNOWN);
			mutator.fetch(AwsMutators.context(Duration.ofSeconds(30)));
			assertThat(indicator.health()).extracting(Health::getStatus).isEqualTo(Status.UP);
			this.aws.answer(SecretsManagerStandIn.error(400, "ExpiredTokenException"));
			assertThatExceptionOfType(UpstreamException.class)
				.isThrownBy(() -> mutator.fetch(AwsMutators.context(Duration.ofSeconds(30))));
			assertThat(indicator.health()).extracting(Health::getStatus).isEqualTo(Status.DOWN);
			assertThat(this.aws.requests()).isEqualTo(2);
		});
	}

	@Test
	void pluginWorksWithoutHealth() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
			.run((context) -> assertThat(context).hasSingleBean(MappedSecretsMutator.class)
				.doesNotHaveBean(UpstreamHealthIndicator.class));
	}

}

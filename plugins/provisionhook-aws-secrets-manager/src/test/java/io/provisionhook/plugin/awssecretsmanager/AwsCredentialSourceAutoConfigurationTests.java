package io.provisionhook.plugin.awssecretsmanager;

import java.time.Clock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

import io.provisionhook.credential.CredentialSource;
import io.provisionhook.plugin.internal.mapping.MappedCredentialSource;
import io.provisionhook.plugin.internal.test.MappedCredentialSourceContract;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AwsCredentialSourceAutoConfiguration}.
 */
class AwsCredentialSourceAutoConfigurationTests extends MappedCredentialSourceContract {

	private final SecretsManagerStandIn aws = new SecretsManagerStandIn();

	AwsCredentialSourceAutoConfigurationTests() {
		super("aws-secrets-manager", "provisionhookAwsSecretsManager", AwsSecretReader.class,
				"agents/{tenant}/git#token");
	}

	@AfterEach
	void stop() {
		this.aws.close();
	}

	@Override
	protected ApplicationContextRunner install(ApplicationContextRunner runner) {
		return runner
			.withConfiguration(AutoConfigurations.of(AwsSecretsManagerAutoConfiguration.class,
					AwsCredentialSourceAutoConfiguration.class, AwsSecretsManagerHealthAutoConfiguration.class))
			.withBean(AwsCredentialsProvider.class, () -> AwsMutators.CREDENTIALS)
			.withPropertyValues(property("region=eu-central-1"), property("endpoint=" + this.aws.uri()));
	}

	@Override
	protected MappedCredentialSource createSource(ApplicationContext context, Clock clock) {
		return AwsCredentialSourceAutoConfiguration.create(context.getBean(AwsSecretsManagerProperties.class),
				context.getBean(AwsSecretReader.class), context.getBean(UpstreamHealth.class), clock);
	}

	@Override
	protected void store(String json) {
		this.aws.replace("agents/acme/git", json);
	}

	@Override
	protected void storeFails() {
		this.aws.answer(SecretsManagerStandIn.error(400, "ExpiredTokenException"));
	}

	@Override
	protected long calls() {
		return this.aws.calls().size();
	}

	@Override
	protected Refused missing() {
		return new Refused("missing#token", "AWS Secrets Manager: secret 'missing' does not exist in eu-central-1");
	}

	@Override
	protected Refused mistaken() {
		return new Refused("key?versoin=1", "unknown parameter 'versoin'; there are 'version' and 'stage'");
	}

	@Test
	void withoutTheClientThereIsNothing() {
		withHost().withClassLoader(new FilteredClassLoader(SecretsManagerClient.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CredentialSource.class));
	}

}

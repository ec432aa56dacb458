package io.provisionhook.plugin.awssecretsmanager;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.mapping.MappedSecretsMutator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AwsSecretsManagerAutoConfiguration}.
 */
class AwsSecretsManagerAutoConfigurationTests {

	private final SecretsManagerStandIn aws = new SecretsManagerStandIn().put("prod/acme/db", "first-password")
		.put("key", "first-key-value");

	private final ApplicationContextRunner bare = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class,
				AwsSecretsManagerAutoConfiguration.class, AwsSecretsManagerHealthAutoConfiguration.class))
		.withSystemProperties("aws.disableEc2Metadata=true");

	private final ApplicationContextRunner contextRunner = this.bare.withPropertyValues(
			"provisionhook.aws-secrets-manager.variables.DB_PASSWORD=prod/{tenant}/db",
			"provisionhook.aws-secrets-manager.region=eu-central-1",
			"provisionhook.aws-secrets-manager.endpoint=" + this.aws.uri());

	@AfterEach
	void stop() {
		this.aws.close();
	}

	@Test
	void withoutVariablesThereIsNothing() {
		this.bare.withPropertyValues("provisionhook.aws-secrets-manager.region=eu-central-1")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(AwsSecretsManagerProperties.class)
				.doesNotHaveBean("provisionhookAwsSecretsManagerUpstreamHealth")
				.doesNotHaveBean(EnvMutator.class));
	}

	@Test
	void withoutTheClientThereIsNothing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(SecretsManagerClient.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EnvMutator.class));
	}

	@Test
	void pluginGivesWorkspacesTheirSecrets() {
		this.contextRunner.withBean(AwsCredentialsProvider.class, () -> AwsMutators.CREDENTIALS).run((context) -> {
			assertThat(context.getBean(Registry.class).names()).containsExactly("aws-secrets-manager");
			assertThat(fetch(context.getBean(MappedSecretsMutator.class)))
				.containsOnly(Map.entry("DB_PASSWORD", "first-password"));
		});
	}

	@Test
	void pluginTakesCredentialsFromTheUsualPlaces() {
		this.contextRunner
			.withSystemProperties("aws.accessKeyId=" + SecretsManagerStandIn.SIGNER.accessKey(),
					"aws.secretAccessKey=" + SecretsManagerStandIn.SIGNER.secretKey())
			.run((context) -> assertThat(fetch(context.getBean(MappedSecretsMutator.class)))
				.containsOnly(Map.entry("DB_PASSWORD", "first-password")));
	}

	@Test
	void pluginMakesNoCallAtStart() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(this.aws.requests()).isZero();
		});
	}

	@Test
	void pluginReadsInBatchesUnlessConfiguredOtherwise() {
		ApplicationContextRunner two = this.contextRunner
			.withBean(AwsCredentialsProvider.class, () -> AwsMutators.CREDENTIALS)
			.withPropertyValues("provisionhook.aws-secrets-manager.variables.KEY=key");
		two.run((context) -> fetch(context.getBean(MappedSecretsMutator.class)));
		assertThat(this.aws.calls()).containsExactly("BatchGetSecretValue 2");
		this.aws.calls().clear();
		two.withPropertyValues("provisionhook.aws-secrets-manager.batch=false")
			.run((context) -> fetch(context.getBean(MappedSecretsMutator.class)));
		assertThat(this.aws.calls()).containsExactlyInAnyOrder("GetSecretValue prod/acme/db null null",
				"GetSecretValue key null null");
	}

	@Test
	void placeAmongTheOthersCanBeConfigured() {
		this.contextRunner
			.run((context) -> assertThat(context.getBean(MappedSecretsMutator.class).getOrder()).isEqualTo(210));
		this.contextRunner.withPropertyValues("provisionhook.aws-secrets-manager.order=7")
			.run((context) -> assertThat(context.getBean(MappedSecretsMutator.class).getOrder()).isEqualTo(7));
	}

	@Test
	void regionIsTakenFromTheHost() {
		this.bare.withPropertyValues("provisionhook.aws-secrets-manager.variables.KEY=key")
			.withBean(AwsRegionProvider.class, () -> () -> Region.EU_NORTH_1)
			.run((context) -> assertThat(context.getBean(AwsSecretReader.class).region()).isEqualTo("eu-north-1"));
	}

	@Test
	void regionIsTakenFromTheUsualPlaces() {
		this.bare.withPropertyValues("provisionhook.aws-secrets-manager.variables.KEY=key")
			.withSystemProperties("aws.region=eu-west-3")
			.run((context) -> assertThat(context.getBean(AwsSecretReader.class).region()).isEqualTo("eu-west-3"));
	}

	@Test
	void missingRegionKeepsTheHostFromStarting() {
		this.bare.withPropertyValues("provisionhook.aws-secrets-manager.variables.KEY=key")
			.withSystemProperties("aws.profileFile=none", "aws.configFile=none")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(PluginConfigurationException.class)
				.hasMessage("Configuration property 'provisionhook.aws-secrets-manager.region': it is not set, and the"
						+ " AWS SDK found no region in its usual places"));
	}

	@Test
	void referenceThatCanNotBeResolvedKeepsTheHostFromStarting() {
		this.contextRunner.withPropertyValues("provisionhook.aws-secrets-manager.variables.KEY=key?versoin=1")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Configuration property 'provisionhook.aws-secrets-manager.variables.KEY':"
						+ " unknown parameter 'versoin'; there are 'version' and 'stage'"));
	}

	@Test
	void variablesThatAreTakenForTheSameKeepTheHostFromStarting() {
		this.contextRunner
			.withPropertyValues("provisionhook.aws-secrets-manager.variables.http_proxy=key",
					"provisionhook.aws-secrets-manager.variables.HTTP_PROXY=key")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(PluginConfigurationException.class)
				.hasMessageEndingWith("the keys 'http_proxy' and 'HTTP_PROXY' are taken for the same"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			localhost:4566               | it is not an http or https URL
			ftp://localhost              | it is not an http or https URL
			https:///path                | it is not an http or https URL
			https://key:secret@localhost | it has more than a host, a port and a path
			""")
	void endpointThatIsNoUrlKeepsTheHostFromStarting(String endpoint, String problem) {
		this.contextRunner.withPropertyValues("provisionhook.aws-secrets-manager.endpoint=" + endpoint)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("Configuration property 'provisionhook.aws-secrets-manager.endpoint': " + problem));
	}

	@Test
	void mutatorOfTheHostTakesItsPlace() {
		EnvMutator own = EnvMutator.of("aws-secrets-manager", (context, env) -> {
		});
		this.contextRunner.withBean("provisionhookAwsSecretsManagerMutator", EnvMutator.class, () -> own)
			.run((context) -> assertThat(context).hasSingleBean(EnvMutator.class)
				.doesNotHaveBean(AwsSecretReader.class)
				.getBean(EnvMutator.class)
				.isSameAs(own));
	}

	private static Map<String, String> fetch(MappedSecretsMutator mutator) throws Exception {
		return AwsMutators.values(mutator, AwsMutators.context(Duration.ofSeconds(30)));
	}

}

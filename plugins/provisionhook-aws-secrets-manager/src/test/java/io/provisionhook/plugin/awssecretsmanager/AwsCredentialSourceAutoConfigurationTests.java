package io.provisionhook.plugin.awssecretsmanager;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

import io.provisionhook.EnvMutator;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.credential.CredentialSourcesAutoConfiguration;
import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.credential.CredentialSource;
import io.provisionhook.credential.CredentialSources;
import io.provisionhook.plugin.mapping.CredentialMapping;
import io.provisionhook.plugin.mapping.MappedCredentialSource;
import io.provisionhook.plugin.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.upstream.UpstreamException;
import io.provisionhook.plugin.upstream.UpstreamHealth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AwsCredentialSourceAutoConfiguration}.
 */
@Timeout(60)
class AwsCredentialSourceAutoConfigurationTests {

	private static final String PREFIX = "provisionhook.aws-secrets-manager.";

	private static final CredentialHost HOST = new CredentialHost("git.example.com");

	private final SecretsManagerStandIn aws = new SecretsManagerStandIn().put("agents/acme/git",
			"{\"token\": \"first-token\"}");

	private final ApplicationContextRunner bare = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class,
				CredentialSourcesAutoConfiguration.class, AwsSecretsManagerAutoConfiguration.class,
				AwsCredentialSourceAutoConfiguration.class, AwsSecretsManagerHealthAutoConfiguration.class))
		.withBean(AwsCredentialsProvider.class, () -> Mutators.CREDENTIALS)
		.withPropertyValues(PREFIX + "region=eu-central-1", PREFIX + "endpoint=" + this.aws.uri());

	private final ApplicationContextRunner contextRunner = this.bare.withPropertyValues(
			PREFIX + "hosts[0].host=git.example.com", PREFIX + "hosts[0].secret=agents/{tenant}/git#token");

	@AfterEach
	void stop() {
		this.aws.close();
	}

	private static Credential ask(CredentialSource source) throws Exception {
		return source.credential(new CredentialRequest(HOST, Mutators.context(Duration.ofSeconds(30))));
	}

	private static Credential ask(ApplicationContext context) throws Exception {
		return ask(context.getBean(CredentialSources.class).forHost(HOST));
	}

	@Test
	void withoutHostsThereIsNoSource() {
		this.bare.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(CredentialSource.class)
			.doesNotHaveBean(SecretsManagerReader.class)
			.doesNotHaveBean(HealthIndicator.class));
		this.bare.withPropertyValues(PREFIX + "variables.A=key")
			.run((context) -> assertThat(context).hasSingleBean(MappedSecretsMutator.class)
				.doesNotHaveBean(CredentialSource.class));
	}

	@Test
	void withoutTheClientThereIsNothing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(SecretsManagerClient.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CredentialSource.class));
	}

	@Test
	void sourceIsThereWithoutTheMutator() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(SecretsManagerReader.class).doesNotHaveBean(EnvMutator.class);
			assertThat(this.aws.calls()).isEmpty();
			assertThat(ask(context)).isEqualTo(Credential.of("git", "first-token", null));
			assertThat(context.getBean(CredentialSource.class).name()).isEqualTo("aws-secrets-manager");
			assertThat(context.getBean("awsSecretsManagerHealthIndicator", HealthIndicator.class).health())
				.extracting(Health::getStatus)
				.isEqualTo(Status.UP);
		});
	}

	@Test
	void sourceAndMutatorShareOneReader() {
		this.contextRunner.withPropertyValues(PREFIX + "variables.GIT_TOKEN=agents/{tenant}/git#token")
			.run((context) -> {
				assertThat(context).hasSingleBean(SecretsManagerReader.class).hasSingleBean(UpstreamHealth.class);
				assertThat(Mutators.values(context.getBean(MappedSecretsMutator.class),
						Mutators.context(Duration.ofSeconds(30))))
					.containsEntry("GIT_TOKEN", "first-token");
				assertThat(ask(context).secret()).isEqualTo("first-token");
			});
	}

	@Test
	void sourceIsThereBesideAMutatorOfTheHost() {
		EnvMutator own = EnvMutator.of("aws-secrets-manager", (context, env) -> {
		});
		this.contextRunner.withBean("awsSecretsManagerMutator", EnvMutator.class, () -> own)
			.withPropertyValues(PREFIX + "variables.GIT_TOKEN=agents/{tenant}/git#token")
			.run((context) -> {
				assertThat(context).getBean(EnvMutator.class).isSameAs(own);
				assertThat(ask(context).secret()).isEqualTo("first-token");
			});
	}

	@Test
	void sourceOfTheHostTakesItsPlace() {
		this.contextRunner.withBean("awsSecretsManagerCredentialSource", CredentialSource.class,
				() -> new MappedCredentialSource("own", CredentialMapping.parse("own.hosts", List.of(), (reference) -> {
				}), (locations, own) -> Map.of(), "Own", new UpstreamHealth(), Clock.systemUTC()))
			.run((context) -> assertThat(context).hasSingleBean(CredentialSource.class)
				.doesNotHaveBean(SecretsManagerReader.class));
	}

	@Test
	void rotatedSecretReachesTheSameWorkspaceAndAnOldOneOutlivesAFailure() {
		AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
		InstantSource time = now::get;
		this.contextRunner.run((context) -> {
			try (MappedCredentialSource source = AwsCredentialSourceAutoConfiguration.create(
					context.getBean(AwsSecretsManagerProperties.class), context.getBean(SecretsManagerReader.class),
					context.getBean(UpstreamHealth.class), time.withZone(ZoneOffset.UTC))) {
				assertThat(ask(source).secret()).isEqualTo("first-token");
				this.aws.replace("agents/acme/git", "{\"token\": \"second-token\"}");
				assertThat(ask(source).secret()).isEqualTo("first-token");
				now.set(now.get().plusSeconds(30));
				assertThat(ask(source)).isEqualTo(Credential.of("git", "second-token", null));
				now.set(now.get().plusSeconds(30));
				this.aws.answer(SecretsManagerStandIn.error(400, "ExpiredTokenException"));
				assertThat(ask(source)).isEqualTo(new Credential("git", "second-token", null, true));
			}
		});
	}

	@Test
	void errorOfTheStoreIsTheSourcesToo() {
		this.contextRunner.withPropertyValues(PREFIX + "hosts[0].secret=missing#token")
			.run((context) -> assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> ask(context))
				.withMessageStartingWith("AWS Secrets Manager: secret 'missing' does not exist in eu-central-1"));
	}

	@Test
	void mistakeKeepsTheHostFromStarting() {
		this.contextRunner.withPropertyValues(PREFIX + "hosts[0].secret=key?versoin=1")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Configuration property '" + PREFIX
						+ "hosts[0].secret': unknown parameter 'versoin'; there are 'version' and 'stage'"));
		this.contextRunner.withPropertyValues(PREFIX + "hosts[1].secret=key")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("Configuration property '" + PREFIX + "hosts[1].host': it is not set"));
	}

}

package io.provisionhook.plugin.gcpsecretmanager;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.cloud.secretmanager.v1.SecretManagerServiceClient;
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
 * Tests for {@link GcpCredentialSourceAutoConfiguration}.
 */
@Timeout(60)
class GcpCredentialSourceAutoConfigurationTests {

	private static final String PREFIX = "provisionhook.gcp-secret-manager.";

	private static final CredentialHost HOST = new CredentialHost("git.example.com");

	private static final String VERSION = "projects/acme-project/secrets/acme-git/versions/latest";

	private final GoogleStandIn google = new GoogleStandIn().put(VERSION, "{\"token\": \"first-token\"}");

	private final ApplicationContextRunner bare = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class,
				CredentialSourcesAutoConfiguration.class, GcpSecretManagerAutoConfiguration.class,
				GcpCredentialSourceAutoConfiguration.class, GcpSecretManagerHealthAutoConfiguration.class))
		.withBean(CredentialsProvider.class, () -> FixedCredentialsProvider.create(this.google.credentials()))
		.withPropertyValues(PREFIX + "endpoint=" + this.google.uri());

	private final ApplicationContextRunner contextRunner = this.bare
		.withPropertyValues(PREFIX + "hosts[0].host=git.example.com", PREFIX + "hosts[0].secret={tenant}-git#token");

	@AfterEach
	void stop() {
		this.google.close();
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
			.doesNotHaveBean(SecretManagerReader.class)
			.doesNotHaveBean(HealthIndicator.class));
		this.bare.withPropertyValues(PREFIX + "variables.A=key")
			.run((context) -> assertThat(context).hasSingleBean(MappedSecretsMutator.class)
				.doesNotHaveBean(CredentialSource.class));
	}

	@Test
	void withoutTheClientThereIsNothing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(SecretManagerServiceClient.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CredentialSource.class));
	}

	@Test
	void sourceIsThereWithoutTheMutator() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(SecretManagerReader.class).doesNotHaveBean(EnvMutator.class);
			assertThat(this.google.calls()).isEmpty();
			assertThat(ask(context)).isEqualTo(Credential.of("git", "first-token", null));
			assertThat(context.getBean(CredentialSource.class).name()).isEqualTo("gcp-secret-manager");
			assertThat(context.getBean("gcpSecretManagerHealthIndicator", HealthIndicator.class).health())
				.extracting(Health::getStatus)
				.isEqualTo(Status.UP);
		});
	}

	@Test
	void sourceAndMutatorShareOneReader() {
		this.contextRunner.withPropertyValues(PREFIX + "variables.GIT_TOKEN={tenant}-git#token").run((context) -> {
			assertThat(context).hasSingleBean(SecretManagerReader.class).hasSingleBean(UpstreamHealth.class);
			assertThat(Mutators.values(context.getBean(MappedSecretsMutator.class),
					Mutators.context(Duration.ofSeconds(30))))
				.containsEntry("GIT_TOKEN", "first-token");
			assertThat(ask(context).secret()).isEqualTo("first-token");
		});
	}

	@Test
	void sourceIsThereBesideAMutatorOfTheHost() {
		EnvMutator own = EnvMutator.of("gcp-secret-manager", (context, env) -> {
		});
		this.contextRunner.withBean("gcpSecretManagerMutator", EnvMutator.class, () -> own)
			.withPropertyValues(PREFIX + "variables.GIT_TOKEN={tenant}-git#token")
			.run((context) -> {
				assertThat(context).getBean(EnvMutator.class).isSameAs(own);
				assertThat(ask(context).secret()).isEqualTo("first-token");
			});
	}

	@Test
	void sourceOfTheHostTakesItsPlace() {
		this.contextRunner.withBean("gcpSecretManagerCredentialSource", CredentialSource.class,
				() -> new MappedCredentialSource("own", CredentialMapping.parse("own.hosts", List.of(), (reference) -> {
				}), (locations, own) -> Map.of(), "Own", new UpstreamHealth(), Clock.systemUTC()))
			.run((context) -> assertThat(context).hasSingleBean(CredentialSource.class)
				.doesNotHaveBean(SecretManagerReader.class));
	}

	@Test
	void rotatedSecretReachesTheSameWorkspaceAndAnOldOneOutlivesAFailure() {
		AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
		InstantSource time = now::get;
		this.contextRunner.run((context) -> {
			try (MappedCredentialSource source = GcpCredentialSourceAutoConfiguration.create(
					context.getBean(GcpSecretManagerProperties.class), context.getBean(SecretManagerReader.class),
					context.getBean(UpstreamHealth.class), time.withZone(ZoneOffset.UTC))) {
				assertThat(ask(source).secret()).isEqualTo("first-token");
				this.google.put(VERSION, "{\"token\": \"second-token\"}");
				assertThat(ask(source).secret()).isEqualTo("first-token");
				now.set(now.get().plusSeconds(30));
				assertThat(ask(source)).isEqualTo(Credential.of("git", "second-token", null));
				now.set(now.get().plusSeconds(30));
				this.google.answer(GoogleStandIn.error(500, "INTERNAL"));
				assertThat(ask(source)).isEqualTo(new Credential("git", "second-token", null, true));
			}
		});
	}

	@Test
	void errorOfTheStoreIsTheSourcesToo() {
		this.contextRunner.withPropertyValues(PREFIX + "hosts[0].secret=missing#token")
			.run((context) -> assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> ask(context))
				.withMessageStartingWith("Google Secret Manager: secret 'missing'"));
	}

	@Test
	void mistakeKeepsTheHostFromStarting() {
		this.contextRunner.withPropertyValues(PREFIX + "hosts[0].secret=key?versoin=1")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Configuration property '" + PREFIX
						+ "hosts[0].secret': unknown parameter 'versoin'; there is 'version'"));
		this.contextRunner.withPropertyValues(PREFIX + "hosts[1].secret=key")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("Configuration property '" + PREFIX + "hosts[1].host': it is not set"));
	}

}

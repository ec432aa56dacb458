package io.provisionhook.plugin.gcpsecretmanager;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.cloud.secretmanager.v1.SecretManagerServiceClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link GcpSecretManagerAutoConfiguration} and
 * {@link GcpSecretManagerHealthAutoConfiguration}.
 */
class GcpSecretManagerAutoConfigurationTests {

	private final GoogleStandIn google = new GoogleStandIn()
		.put("projects/acme-project/secrets/acme-db/versions/latest", "first-password")
		.put("projects/other/secrets/acme-db/versions/latest", "other-password");

	private final ApplicationContextRunner bare = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class,
				GcpSecretManagerAutoConfiguration.class, GcpSecretManagerHealthAutoConfiguration.class));

	private ApplicationContextRunner contextRunner = this.bare;

	@BeforeEach
	void writeCredentials(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("account.json"), this.google.accountFile());
		this.contextRunner = this.bare.withPropertyValues(
				"provisionhook.gcp-secret-manager.variables.DB_PASSWORD={tenant}-db",
				"provisionhook.gcp-secret-manager.endpoint=" + this.google.uri(),
				"provisionhook.gcp-secret-manager.credentials=" + file.toUri());
	}

	@AfterEach
	void stop() {
		this.google.close();
	}

	@Test
	void withoutVariablesThereIsNothing() {
		this.bare.withPropertyValues("provisionhook.gcp-secret-manager.project=acme-project")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(GcpSecretManagerProperties.class)
				.doesNotHaveBean("provisionhookGcpSecretManagerUpstreamHealth")
				.doesNotHaveBean(HealthIndicator.class)
				.doesNotHaveBean(EnvMutator.class));
	}

	@Test
	void withoutTheClientThereIsNothing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(SecretManagerServiceClient.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EnvMutator.class));
	}

	@Test
	void pluginGivesWorkspacesTheirSecretsFromTheProjectOfTheCredentials() {
		this.contextRunner.run((context) -> {
			assertThat(context.getBean(Registry.class).names()).containsExactly("gcp-secret-manager");
			assertThat(this.google.calls()).isEmpty();
			assertThat(fetch(context.getBean(MappedSecretsMutator.class)))
				.containsOnly(Map.entry("DB_PASSWORD", "first-password"));
		});
	}

	@Test
	void projectCanBeConfigured() {
		this.contextRunner.withPropertyValues("provisionhook.gcp-secret-manager.project=other")
			.run((context) -> assertThat(fetch(context.getBean(MappedSecretsMutator.class)))
				.containsOnly(Map.entry("DB_PASSWORD", "other-password")));
	}

	@Test
	void projectIsTakenFromTheEnvironment() {
		this.contextRunner.withPropertyValues("GOOGLE_CLOUD_PROJECT=other")
			.run((context) -> assertThat(context.getBean(GcpSecretReader.class).names().project()).isEqualTo("other"));
	}

	@Test
	void locationCanBeConfigured() {
		this.google.put("projects/acme-project/locations/europe-west3/secrets/acme-db/versions/latest", "regional");
		this.contextRunner.withPropertyValues("provisionhook.gcp-secret-manager.location=europe-west3")
			.run((context) -> assertThat(fetch(context.getBean(MappedSecretsMutator.class)))
				.containsOnly(Map.entry("DB_PASSWORD", "regional")));
	}

	@Test
	void credentialsAreTakenFromTheHost() {
		this.bare
			.withPropertyValues("provisionhook.gcp-secret-manager.variables.DB_PASSWORD={tenant}-db",
					"provisionhook.gcp-secret-manager.endpoint=" + this.google.uri())
			.withBean(CredentialsProvider.class, () -> FixedCredentialsProvider.create(this.google.credentials()))
			.run((context) -> assertThat(fetch(context.getBean(MappedSecretsMutator.class)))
				.containsOnly(Map.entry("DB_PASSWORD", "first-password")));
	}

	@Test
	void placeAmongTheOthersCanBeConfigured() {
		this.contextRunner
			.run((context) -> assertThat(context.getBean(MappedSecretsMutator.class).getOrder()).isEqualTo(220));
		this.contextRunner.withPropertyValues("provisionhook.gcp-secret-manager.order=7")
			.run((context) -> assertThat(context.getBean(MappedSecretsMutator.class).getOrder()).isEqualTo(7));
	}

	@Test
	void unknownPlaceholderKeepsTheHostFromStarting() {
		this.contextRunner.withPropertyValues("provisionhook.gcp-secret-manager.variables.KEY={tenent}-key")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Configuration property 'provisionhook.gcp-secret-manager.variables.KEY':"
						+ " unknown placeholder {tenent}"));
	}

	@Test
	void missingCredentialsKeepTheHostFromStarting() {
		this.contextRunner.withPropertyValues("provisionhook.gcp-secret-manager.credentials=file:/missing.json")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(PluginConfigurationException.class)
				.hasMessage("Configuration property 'provisionhook.gcp-secret-manager.credentials': URL"
						+ " [file:/missing.json] can't be read as Google credentials"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			localhost:4566               | it is not an http or https URL
			ftp://localhost              | it is not an http or https URL
			https:///path                | it is not an http or https URL
			https://key:secret@localhost | it has more than a host, a port and a path
			""")
	void endpointThatIsNoUrlKeepsTheHostFromStarting(String endpoint, String problem) {
		this.contextRunner.withPropertyValues("provisionhook.gcp-secret-manager.endpoint=" + endpoint)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("Configuration property 'provisionhook.gcp-secret-manager.endpoint': " + problem));
	}

	@Test
	void mutatorOfTheHostTakesItsPlace() {
		EnvMutator own = EnvMutator.of("gcp-secret-manager", (context, env) -> {
		});
		this.contextRunner.withBean("provisionhookGcpSecretManagerMutator", EnvMutator.class, () -> own)
			.run((context) -> assertThat(context).hasSingleBean(EnvMutator.class)
				.doesNotHaveBean(GcpSecretReader.class)
				.getBean(EnvMutator.class)
				.isSameAs(own));
	}

	@Test
	void healthTellsHowTheLastCallWent() {
		this.contextRunner.run((context) -> {
			HealthIndicator indicator = context.getBean("provisionhookGcpSecretManagerHealthIndicator",
					HealthIndicator.class);
			MappedSecretsMutator mutator = context.getBean(MappedSecretsMutator.class);
			assertThat(indicator.health()).extracting(Health::getStatus).isEqualTo(Status.UNKNOWN);
			fetch(mutator);
			assertThat(indicator.health()).extracting(Health::getStatus).isEqualTo(Status.UP);
			this.google.answer(GoogleStandIn.error(500, "INTERNAL"));
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> fetch(mutator));
			assertThat(indicator.health()).extracting(Health::getStatus).isEqualTo(Status.DOWN);
		});
	}

	@Test
	void pluginWorksWithoutHealth() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
			.run((context) -> assertThat(context).hasSingleBean(MappedSecretsMutator.class)
				.doesNotHaveBean("provisionhookGcpSecretManagerHealthIndicator"));
	}

	private static Map<String, String> fetch(MappedSecretsMutator mutator) throws Exception {
		return GcpMutators.values(mutator, GcpMutators.context(Duration.ofSeconds(30)));
	}

}

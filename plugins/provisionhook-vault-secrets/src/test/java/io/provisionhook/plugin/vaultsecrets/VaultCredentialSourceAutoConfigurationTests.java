package io.provisionhook.plugin.vaultsecrets;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import com.github.tomakehurst.wiremock.client.WireMock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.credential.CredentialSourcesAutoConfiguration;
import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.credential.CredentialSource;
import io.provisionhook.credential.CredentialSources;
import io.provisionhook.plugin.configuration.PluginConfigurationException;
import io.provisionhook.plugin.mapping.CredentialMapping;
import io.provisionhook.plugin.mapping.MappedCredentialSource;
import io.provisionhook.plugin.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.upstream.UpstreamException;
import io.provisionhook.plugin.upstream.UpstreamHealth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link VaultCredentialSourceAutoConfiguration}.
 */
@Timeout(60)
class VaultCredentialSourceAutoConfigurationTests {

	private static final String PREFIX = "provisionhook.vault-secrets.";

	private static final CredentialHost HOST = new CredentialHost("git.example.com");

	@RegisterExtension
	private final VaultServer server = new VaultServer();

	private final ApplicationContextRunner bare = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class,
				CredentialSourcesAutoConfiguration.class, VaultSecretsAutoConfiguration.class,
				VaultCredentialSourceAutoConfiguration.class, VaultSecretsHealthAutoConfiguration.class))
		.withPropertyValues(PREFIX + "uri=http://localhost:8200", PREFIX + "authentication.token=" + VaultServer.TOKEN);

	private final ApplicationContextRunner contextRunner = this.bare.withPropertyValues(
			PREFIX + "hosts[0].host=git.example.com", PREFIX + "hosts[0].secret=kv/agents/{tenant}/git#token");

	private static Credential ask(ApplicationContext context) throws Exception {
		return ask(context.getBean(CredentialSources.class).forHost(HOST));
	}

	private static Credential ask(CredentialSource source) throws Exception {
		return source.credential(new CredentialRequest(HOST, ProvisionContext.of("w-1", VaultPlugin.REQUEST)));
	}

	private ApplicationContextRunner atServer() {
		return this.contextRunner.withPropertyValues(PREFIX + "uri=" + this.server.uri());
	}

	@Test
	void withoutHostsThereIsNoSource() {
		this.bare.run((context) -> assertThat(context).doesNotHaveBean(CredentialSource.class)
			.doesNotHaveBean(VaultConnection.class)
			.doesNotHaveBean(HealthIndicator.class));
		this.bare.withPropertyValues(PREFIX + "variables.A=kv/a#k")
			.run((context) -> assertThat(context).hasSingleBean(MappedSecretsMutator.class)
				.doesNotHaveBean(CredentialSource.class));
	}

	@Test
	void sourceIsThereWithoutTheMutator() {
		this.server.mountKv1("kv/");
		this.server.secret("kv/agents/acme/git", "{\"token\": \"first-token\"}");
		atServer().run((context) -> {
			assertThat(context).hasSingleBean(VaultConnection.class)
				.doesNotHaveBean(EnvMutator.class)
				.doesNotHaveBean(VaultLeases.class);
			assertThat(this.server.requests()).isEmpty();
			assertThat(ask(context)).isEqualTo(Credential.of("git", "first-token", null));
			assertThat(context.getBean(CredentialSource.class).name()).isEqualTo("vault-secrets");
			assertThat(context.getBean("vaultSecretsHealthIndicator", HealthIndicator.class).health())
				.extracting(Health::getStatus)
				.isEqualTo(Status.UP);
		});
	}

	@Test
	void sourceAndMutatorShareOneConnection() {
		this.server.mountKv2("kv/");
		this.server.versionedSecret("kv/data/agents/acme/git", "{\"token\": \"first-token\"}");
		atServer().withPropertyValues(PREFIX + "variables.GIT_TOKEN=kv/agents/{tenant}/git#token").run((context) -> {
			assertThat(context).hasSingleBean(VaultConnection.class)
				.hasSingleBean(MappedSecretsMutator.class)
				.hasSingleBean(MappedCredentialSource.class);
			Env env = Env.of(Map.of());
			context.getBean(Registry.class).run(ProvisionContext.of("w-1", VaultPlugin.REQUEST), env);
			assertThat(env).containsEntry("GIT_TOKEN", "first-token");
			assertThat(ask(context).secret()).isEqualTo("first-token");
		});
	}

	@Test
	void rotatedSecretReachesTheSameWorkspaceAndAnOldOneOutlivesAFailure() {
		this.server.mountKv1("kv/");
		this.server.secret("kv/agents/acme/git", "{\"token\": \"first-token\"}");
		AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
		InstantSource time = now::get;
		atServer().run((context) -> {
			try (MappedCredentialSource source = VaultCredentialSourceAutoConfiguration.create(
					context.getBean(VaultSecretsProperties.class), context.getBean(VaultConnection.class),
					context.getBean(UpstreamHealth.class), time.withZone(ZoneOffset.UTC))) {
				assertThat(ask(source).secret()).isEqualTo("first-token");
				this.server.secret("kv/agents/acme/git", "{\"token\": \"second-token\"}");
				assertThat(ask(source).secret()).isEqualTo("first-token");
				now.set(now.get().plusSeconds(30));
				assertThat(ask(source)).isEqualTo(Credential.of("git", "second-token", null));
				now.set(now.get().plusSeconds(30));
				this.server.answer(VaultServer.get("kv/agents/acme/git"), 503, "");
				assertThat(ask(source)).isEqualTo(new Credential("git", "second-token", null, true));
			}
		});
	}

	@ParameterizedTest
	@CsvSource({ "3600", "0" })
	void secretThatIsMadeForEachReaderIsRefusedAndItsLeaseRevoked(int seconds) {
		this.server.mount("database/", "database", "null");
		this.server.answer(VaultServer.get("database/creds/agent"), 200,
				VaultServer.leased("marked-lease", seconds, true, "{\"password\": \"s3cret-pw\"}"));
		this.server.answer(VaultServer.post("sys/leases/revoke"), 204, "");
		atServer().withPropertyValues(PREFIX + "hosts[0].secret=database/creds/agent#password").run((context) -> {
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> ask(context))
				.withMessage("Vault: 'database/creds/agent' is made for each reader, with a lease, and belongs to the"
						+ " life of one workspace, so 'provisionhook.vault-secrets.hosts' can't have it; map a"
						+ " variable to it");
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> this.server.count("sys/leases/revoke") == 1);
			this.server.verify(1, WireMock.postRequestedFor(WireMock.urlEqualTo("/v1/sys/leases/revoke"))
				.withRequestBody(WireMock.containing("marked-lease")));
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> ask(context));
			assertThat(this.server.count("database/creds/agent")).isEqualTo(1);
		});
	}

	@Test
	void errorOfVaultIsTheSourcesToo() {
		this.server.mountKv1("kv/");
		atServer().run((context) -> assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> ask(context))
			.withMessageStartingWith("Vault found nothing while reading 'kv/agents/acme/git' (404)"));
	}

	@Test
	void sourceOfTheHostTakesItsPlace() {
		this.contextRunner
			.withBean("vaultSecretsCredentialSource", CredentialSource.class,
					() -> new MappedCredentialSource("own",
							CredentialMapping.parse("own.hosts", List.of(), VaultReferences::check),
							(locations, own) -> Map.of(), "Own", new UpstreamHealth(), Clock.systemUTC()))
			.run((context) -> assertThat(context).hasSingleBean(CredentialSource.class)
				.doesNotHaveBean(VaultConnection.class));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			hosts[1].secret=kv/a#k                | hosts[1].host   | it is not set
			hosts[0].host=https://git.example.com | hosts[0].host   | '''https://git.example.com'' is no host'
			hosts[0].secret=                      | hosts[0].secret | it is not set
			hosts[0].secret=kv/a                  | hosts[0].secret | '''kv/a'' lacks the key behind a ''#'';\
			 secrets at Vault have fields'
			""")
	void mistakeKeepsTheHostFromStarting(String setting, String property, String problem) {
		this.contextRunner.withPropertyValues(PREFIX + setting)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(PluginConfigurationException.class.getName() + ": Configuration property '"
						+ PREFIX + property + "': " + problem));
	}

}

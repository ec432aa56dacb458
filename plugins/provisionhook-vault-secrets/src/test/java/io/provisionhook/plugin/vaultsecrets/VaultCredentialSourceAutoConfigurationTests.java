package io.provisionhook.plugin.vaultsecrets;

import java.time.Clock;

import com.github.tomakehurst.wiremock.client.WireMock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import io.provisionhook.plugin.internal.mapping.MappedCredentialSource;
import io.provisionhook.plugin.internal.test.MappedCredentialSourceContract;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link VaultCredentialSourceAutoConfiguration}.
 */
class VaultCredentialSourceAutoConfigurationTests extends MappedCredentialSourceContract {

	@RegisterExtension
	private static final VaultServer SERVER = new VaultServer();

	VaultCredentialSourceAutoConfigurationTests() {
		super("vault-secrets", "provisionhookVaultSecrets", VaultConnection.class, "kv/agents/{tenant}/git#token");
	}

	@Override
	protected ApplicationContextRunner install(ApplicationContextRunner runner) {
		return runner
			.withConfiguration(AutoConfigurations.of(VaultSecretsAutoConfiguration.class,
					VaultCredentialSourceAutoConfiguration.class, VaultSecretsHealthAutoConfiguration.class))
			.withPropertyValues(property("uri=" + SERVER.uri()), property("authentication.token=" + VaultServer.TOKEN));
	}

	@Override
	protected MappedCredentialSource createSource(ApplicationContext context, Clock clock) {
		return VaultCredentialSourceAutoConfiguration.create(context.getBean(VaultSecretsProperties.class),
				context.getBean(VaultConnection.class), context.getBean(UpstreamHealth.class), clock);
	}

	@Override
	protected void store(String json) {
		SERVER.mountKv2("kv/");
		SERVER.versionedSecret("kv/data/agents/acme/git", json);
	}

	@Override
	protected void storeFails() {
		SERVER.answer(VaultServer.get("kv/data/agents/acme/git"), 503, "");
	}

	@Override
	protected long calls() {
		return SERVER.requests().count();
	}

	@Override
	protected Refused missing() {
		return new Refused("kv/missing#token", "Vault found nothing while reading 'kv/missing' (404)");
	}

	@Override
	protected Refused mistaken() {
		return new Refused("kv/a", "'kv/a' lacks a '#' and the key after it; a secret of Vault has fields");
	}

	@Test
	void withoutTheMutatorThereAreNoLeases() {
		withHost().run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LeaseManager.class));
	}

	@Test
	void secretMayBeOfTheFirstVersionOfTheEngine() {
		SERVER.mountKv1("kv/");
		SERVER.secret("kv/agents/acme/git", "{\"token\": \"first-token\"}");
		withHost().run((context) -> assertThat(ask(context).secret()).isEqualTo("first-token"));
	}

	@ParameterizedTest
	@CsvSource({ "3600", "0" })
	void secretThatIsMadeForEachReaderIsRefusedAndItsLeaseRevoked(int seconds) {
		SERVER.mount("database/", "database", "null");
		SERVER.answer(VaultServer.get("database/creds/agent"), 200,
				VaultServer.leased("marked-lease", seconds, true, "{\"password\": \"s3cret-pw\"}"));
		SERVER.answer(VaultServer.post("sys/leases/revoke"), 204, "");
		withHost().withPropertyValues(property("hosts[0].secret=database/creds/agent#password")).run((context) -> {
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> ask(context))
				.withMessage("Vault: 'database/creds/agent' has a lease, so it belongs to one workspace and"
						+ " 'provisionhook.vault-secrets.hosts' can't share it; map a variable to it");
			VaultServer.await(() -> assertThat(SERVER.count("sys/leases/revoke")).isOne());
			SERVER.verify(1, WireMock.postRequestedFor(WireMock.urlEqualTo("/v1/sys/leases/revoke"))
				.withRequestBody(WireMock.containing("marked-lease")));
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> ask(context));
			assertThat(SERVER.count("database/creds/agent")).isEqualTo(1);
		});
	}

}

package io.provisionhook.plugin.vaultsecrets;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.provisionhook.plugin.mapping.MappedSecretsMutator;
import io.provisionhook.test.MutatorRun;

import static io.provisionhook.test.ProvisionhookAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for connections over TLS.
 */
class TlsTests {

	private static final String PREFIX = "provisionhook.vault-secrets.";

	@TempDir
	private Path directory;

	private WireMockServer server;

	private ApplicationContextRunner contextRunner;

	@BeforeEach
	void start() throws Exception {
		Path keys = createKeys();
		this.server = new WireMockServer(WireMockConfiguration.options()
			.httpDisabled(true)
			.dynamicHttpsPort()
			.keystorePath(keys.toString())
			.keystoreType("PKCS12")
			.keystorePassword("changeit")
			.keyManagerPassword("changeit"));
		this.server.start();
		this.server.stubFor(WireMock.get(WireMock.urlPathMatching("/v1/.*"))
			.withHeader("X-Vault-Token", WireMock.equalTo(VaultServer.TOKEN))
			.willReturn(WireMock.okJson(VaultServer.data("{\"k\": \"s3cret-a\"}"))));
		this.contextRunner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, VaultSecretsAutoConfiguration.class))
			.withPropertyValues(PREFIX + "uri=https://localhost:" + this.server.httpsPort(),
					PREFIX + "authentication.token=" + VaultServer.TOKEN, PREFIX + "variables.A=kv/a#k",
					"spring.ssl.bundle.jks.vault.truststore.location=" + keys.toUri(),
					"spring.ssl.bundle.jks.vault.truststore.password=changeit",
					"spring.ssl.bundle.jks.vault.truststore.type=PKCS12");
	}

	@AfterEach
	void stop() {
		this.server.stop();
	}

	@Test
	void bundleSaysWhomToTrust() {
		this.contextRunner.withPropertyValues(PREFIX + "ssl-bundle=vault")
			.run((context) -> assertThat(run(context.getBean(MappedSecretsMutator.class))).hasSet("A").to("s3cret-a"));
	}

	@Test
	void withoutBundleTheUsualAuthoritiesAreTrusted() {
		this.contextRunner.run((context) -> {
			MutatorRun run = run(context.getBean(MappedSecretsMutator.class));
			assertThat(run.failure().orElseThrow())
				.hasMessage("provisionhook \"vault-secrets\": Vault at https://localhost:" + this.server.httpsPort()
						+ " can't be trusted or does not speak TLS (SSLHandshakeException); check"
						+ " 'provisionhook.vault-secrets.ssl-bundle'");
		});
		assertThat(this.server.getAllServeEvents()).isEmpty();
	}

	private static MutatorRun run(MappedSecretsMutator mutator) {
		return MutatorRun.of(mutator).run();
	}

	private Path createKeys() throws Exception {
		Path keys = this.directory.resolve("keys.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "vault", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
				"san=dns:localhost", "-storetype", "PKCS12", "-keystore", keys.toString(), "-storepass", "changeit")
			.inheritIO()
			.start();
		assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(keytool.exitValue()).isZero();
		return keys;
	}

}

package io.provisionhook.plugin.vaultsecrets;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.provisionhook.plugin.internal.mapping.MappedSecretsMutator;
import io.provisionhook.test.MutatorRun;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for connections over TLS.
 */
class TlsTests {

	private static final String PREFIX = "provisionhook.vault-secrets.";

	private static Path keys;

	private static WireMockServer server;

	@BeforeAll
	static void start(@TempDir Path directory) throws Exception {
		keys = createKeys(directory);
		server = new WireMockServer(WireMockConfiguration.options()
			.httpDisabled(true)
			.templatingEnabled(false)
			.dynamicHttpsPort()
			.keystorePath(keys.toString())
			.keystoreType("PKCS12")
			.keystorePassword("changeit")
			.keyManagerPassword("changeit"));
		server.start();
		server.stubFor(WireMock.get(WireMock.urlPathMatching("/v1/.*"))
			.withHeader("X-Vault-Token", WireMock.equalTo(VaultServer.TOKEN))
			.willReturn(WireMock.okJson(VaultServer.data("{\"k\": \"s3cret-a\"}"))));
	}

	@AfterAll
	static void stop() {
		server.stop();
	}

	@BeforeEach
	void forgetRequests() {
		server.resetRequests();
	}

	@Test
	void bundleSaysWhomToTrust() {
		contextRunner().withPropertyValues(PREFIX + "ssl-bundle=vault")
			.run((context) -> assertThat(run(context.getBean(MappedSecretsMutator.class))).hasSet("A").to("s3cret-a"));
	}

	@Test
	void withoutBundleTheUsualAuthoritiesAreTrusted() {
		contextRunner().run((context) -> {
			MutatorRun run = run(context.getBean(MappedSecretsMutator.class));
			assertThat(run.failure().orElseThrow())
				.hasMessage("provisionhook \"vault-secrets\": Vault at https://localhost:" + server.httpsPort()
						+ " can't be trusted or does not speak TLS (the certificate is not trusted); check"
						+ " 'provisionhook.vault-secrets.ssl-bundle'");
		});
		assertThat(server.getAllServeEvents()).isEmpty();
	}

	private static ApplicationContextRunner contextRunner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, VaultSecretsAutoConfiguration.class))
			.withPropertyValues(PREFIX + "uri=https://localhost:" + server.httpsPort(),
					PREFIX + "authentication.token=" + VaultServer.TOKEN, PREFIX + "variables.A=kv/a#k",
					"spring.ssl.bundle.jks.vault.truststore.location=" + keys.toUri(),
					"spring.ssl.bundle.jks.vault.truststore.password=changeit",
					"spring.ssl.bundle.jks.vault.truststore.type=PKCS12");
	}

	private static MutatorRun run(MappedSecretsMutator mutator) {
		return MutatorRun.builder(mutator).run();
	}

	private static Path createKeys(Path directory) throws Exception {
		Path file = directory.resolve("keys.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", "-genkeypair", "-alias", "vault", "-keyalg", "EC",
				"-dname", "CN=localhost", "-ext", "san=dns:localhost", "-storetype", "PKCS12", "-keystore",
				file.toString(), "-storepass", "changeit")
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		assertThat(keytool.waitFor(2, TimeUnit.MINUTES)).isTrue();
		assertThat(keytool.exitValue()).isZero();
		return file;
	}

}

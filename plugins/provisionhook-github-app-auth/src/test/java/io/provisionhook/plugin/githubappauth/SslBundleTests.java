package io.provisionhook.plugin.githubappauth;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.provisionhook.MutatorException;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for a GitHub Enterprise Server whose certificate is not from a public authority.
 */
class SslBundleTests {

	private static final String PASSWORD = "changeit";

	private static Path keyStore;

	private static GitHub gitHub;

	@BeforeAll
	static void start(@TempDir Path directory) throws IOException, InterruptedException {
		keyStore = createKeyStore(directory);
		gitHub = createGitHub(keyStore);
	}

	@AfterAll
	static void stop() {
		gitHub.close();
	}

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GitHubAppAuthAutoConfiguration.class,
				ProvisionhookAutoConfiguration.class, SslAutoConfiguration.class))
		.withPropertyValues("provisionhook.github-app-auth.app-id=" + GitHub.APP_ID,
				"provisionhook.github-app-auth.private-key=" + TestKeys.pkcs1(),
				"provisionhook.github-app-auth.installation-id=99",
				"provisionhook.github-app-auth.request-timeout=30s");

	@Test
	void certificateOfTheBundleIsTrusted() {
		this.contextRunner
			.withPropertyValues("provisionhook.github-app-auth.base-url=" + gitHub.url(),
					"provisionhook.github-app-auth.ssl-bundle=acme",
					"spring.ssl.bundle.jks.acme.truststore.location=file:" + keyStore,
					"spring.ssl.bundle.jks.acme.truststore.password=" + PASSWORD)
			.run((context) -> assertThat(run(context.getBean(Registry.class))).containsEntry("GITHUB_TOKEN",
					GitHub.token(1)));
	}

	@Test
	void certificateThatIsNotTrustedIsExplained() {
		int before = gitHub.calls().size();
		this.contextRunner.withPropertyValues("provisionhook.github-app-auth.base-url=" + gitHub.url())
			.run((context) -> assertThatExceptionOfType(MutatorException.class)
				.isThrownBy(() -> run(context.getBean(Registry.class)))
				.withMessage("provisionhook \"github-app-auth\": GitHub: the certificate of " + gitHub.url()
						+ " is not trusted; name a bundle with the certificate of its authority in "
						+ "'provisionhook.github-app-auth.ssl-bundle'"));
		assertThat(gitHub.calls()).hasSize(before);
	}

	private static Path createKeyStore(Path directory) throws IOException, InterruptedException {
		Path file = directory.resolve("server.p12");
		String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
		Process process = new ProcessBuilder(keytool, "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", "-genkeypair",
				"-alias", "server", "-keyalg", "EC", "-dname", "CN=127.0.0.1", "-ext", "san=ip:127.0.0.1", "-keystore",
				file.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD)
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		assertThat(process.waitFor()).isZero();
		return file;
	}

	private static GitHub createGitHub(Path keyStore) {
		return new GitHub(Clock.systemUTC(),
				WireMockConfiguration.options()
					.httpDisabled(true)
					.dynamicHttpsPort()
					.keystorePath(keyStore.toString())
					.keystoreType("PKCS12")
					.keystorePassword(PASSWORD)
					.keyManagerPassword(PASSWORD));
	}

	private static Map<String, String> run(Registry registry) {
		Map<String, String> env = new HashMap<>();
		registry.run(Plugin.context(Map.of(), Duration.ofSeconds(30)), env);
		return env;
	}

}

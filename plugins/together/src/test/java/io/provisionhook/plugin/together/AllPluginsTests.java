package io.provisionhook.plugin.together;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.MutatorException;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.RunReport;
import io.provisionhook.VariableChange;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests all plugins in one chain, each against a stand-in for its provider.
 */
class AllPluginsTests {

	private final CountDownLatch allCalled = new CountDownLatch(4);

	private final Provider vault = new Provider(this.allCalled)
		.answer("/v1/sys/internal/ui/mounts/secret/acme/db",
				"{\"data\": {\"path\": \"secret/\", \"options\": {\"version\": \"2\"}}}")
		.answer("/v1/secret/data/acme/db", "{\"data\": {\"data\": {\"password\": \"secret-of-vault\"}}}");

	private final Provider aws = new Provider(this.allCalled).answer("/",
			"{\"Name\": \"acme/registry\", \"ARN\": \"arn:aws:x\", \"SecretString\": \"secret-of-aws\"}");

	private final Provider google = new Provider(this.allCalled)
		.answer("/token", "{\"access_token\": \"token-of-host\", \"token_type\": \"Bearer\", \"expires_in\": 3600}")
		.answer("/v1/projects/p-1/secrets/acme-key/versions/latest:access",
				"{\"payload\": {\"data\": \"" + base64("secret-of-google") + "\"}}");

	private final Provider github = new Provider(this.allCalled).answer("/app/installations/99/access_tokens",
			"{\"token\": \"secret-of-github\", \"expires_at\": \"2100-01-01T00:00:00Z\"}");

	@TempDir
	private Path directory;

	private final Env env = Env.of(Map.of());

	@BeforeEach
	void giveAwsAnIdentity() {
		System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
		System.setProperty("aws.secretAccessKey", "key-of-the-host");
	}

	@AfterEach
	void stop() {
		System.clearProperty("aws.accessKeyId");
		System.clearProperty("aws.secretAccessKey");
		this.vault.close();
		this.aws.close();
		this.google.close();
		this.github.close();
	}

	@Test
	void pluginsRunInTheirOrderAndAskTheirProvidersAtTheSameTime() throws Exception {
		try (ConfigurableApplicationContext host = start()) {
			Registry registry = host.getBean(Registry.class);
			assertThat(registry.names()).containsExactly("tenant-config", "vault-secrets", "aws-secrets-manager",
					"gcp-secret-manager", "github-app-auth", "opentelemetry");
			RunReport report = registry.run(context(), this.env);
			assertThat(report.changes()).filteredOn(VariableChange::secret)
				.extracting(VariableChange::variable)
				.containsExactly("DB_PASSWORD", "REGISTRY_KEY", "MODEL_KEY", "GITHUB_TOKEN", "GH_TOKEN");
			assertThat(this.env).containsEntry("REGION", "eu")
				.containsEntry("DB_PASSWORD", "secret-of-vault")
				.containsEntry("REGISTRY_KEY", "secret-of-aws")
				.containsEntry("MODEL_KEY", "secret-of-google")
				.containsEntry("GITHUB_TOKEN", "secret-of-github")
				.containsEntry("OTEL_SERVICE_NAME", "workspace");
		}
	}

	@Test
	void secretOfAnyPluginIsTakenOutOfTheErrorOfAnother() throws Exception {
		try (ConfigurableApplicationContext host = start()) {
			Registry registry = host.getBean(Registry.class);
			registry.register(EnvMutator.of("leaky", (context, own) -> {
				throw new IllegalStateException("not good: " + own.values());
			}));
			assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(context(), this.env))
				.withMessageStartingWith("provisionhook \"leaky\": not good: ")
				.satisfies(
						(ex) -> assertThat(ex.getMessage()).doesNotContain("secret-of").contains("eu", "[redacted]"));
			assertThat(this.env).isEmpty();
		}
	}

	private static ProvisionContext context() {
		return ProvisionContext.of("w-1", WorkspaceRequest.named("fix").tenant("acme").build());
	}

	private ConfigurableApplicationContext start() throws Exception {
		return new SpringApplicationBuilder(HostApplication.class).web(WebApplicationType.NONE)
			.run("--provisionhook.tenant-config.tenants.acme.REGION=eu",
					"--provisionhook.vault-secrets.uri=" + this.vault.url(),
					"--provisionhook.vault-secrets.authentication.token=token-of-the-host",
					"--provisionhook.vault-secrets.variables.DB_PASSWORD=secret/{tenant}/db#password",
					"--provisionhook.aws-secrets-manager.region=eu-central-1",
					"--provisionhook.aws-secrets-manager.endpoint=" + this.aws.url(),
					"--provisionhook.aws-secrets-manager.variables.REGISTRY_KEY={tenant}/registry",
					"--provisionhook.gcp-secret-manager.project=p-1",
					"--provisionhook.gcp-secret-manager.endpoint=" + this.google.url(),
					"--provisionhook.gcp-secret-manager.credentials=file:" + serviceAccount(),
					"--provisionhook.gcp-secret-manager.variables.MODEL_KEY={tenant}-key",
					"--provisionhook.github-app-auth.app-id=12345",
					"--provisionhook.github-app-auth.private-key=" + privateKey(),
					"--provisionhook.github-app-auth.installation-id=99",
					"--provisionhook.github-app-auth.base-url=" + this.github.url(),
					"--provisionhook.opentelemetry.enabled=true");
	}

	private Path serviceAccount() throws Exception {
		return Files.writeString(this.directory.resolve("host.json"), """
				{"type": "service_account", "project_id": "p-1", "private_key_id": "1", "private_key": "%s",
				"client_email": "host@p-1.iam.gserviceaccount.com", "client_id": "1", "token_uri": "%s/token"}"""
			.formatted(privateKey().replace("\n", "\\n"), this.google.url()));
	}

	private static String privateKey() throws GeneralSecurityException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
		generator.initialize(2048);
		return "-----BEGIN PRIVATE KEY-----\n"
				+ Base64.getMimeEncoder(64, new byte[] { '\n' })
					.encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
				+ "\n-----END PRIVATE KEY-----\n";
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	@SpringBootApplication(proxyBeanMethods = false)
	static class HostApplication {

	}

}

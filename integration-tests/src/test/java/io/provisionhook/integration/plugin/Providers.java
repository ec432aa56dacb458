package io.provisionhook.integration.plugin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.integration.plugin.Provider.Delay;

/**
 * All providers, and the properties that have the plugins ask them.
 */
final class Providers implements AutoCloseable {

	/**
	 * How many providers there are.
	 */
	static final int COUNT = 4;

	private static final String PRIVATE_KEY = createPrivateKey();

	private final Provider vault;

	private final Provider aws;

	private final Provider google;

	private final Provider github;

	private final Path serviceAccount;

	Providers(Delay delay, Path directory) throws IOException {
		this.vault = new Provider(delay)
			.answer("/v1/sys/internal/ui/mounts/secret/acme/db",
					"{\"data\": {\"path\": \"secret/\", \"options\": {\"version\": \"2\"}}}")
			.answer("/v1/secret/data/acme/db", "{\"data\": {\"data\": {\"password\": \"secret-of-vault\"}}}");
		this.aws = new Provider(delay).answer("/",
				"{\"Name\": \"acme/registry\", \"ARN\": \"arn:aws:x\", \"SecretString\": \"secret-of-aws\"}");
		this.google = new Provider(delay)
			.answer("/token", "{\"access_token\": \"token-of-host\", \"token_type\": \"Bearer\", \"expires_in\": 3600}")
			.answer("/v1/projects/p-1/secrets/acme-key/versions/latest:access",
					"{\"payload\": {\"data\": \"" + base64("secret-of-google") + "\"}}");
		this.github = new Provider(delay).answer("/app/installations/99/access_tokens",
				"{\"token\": \"secret-of-github\", \"expires_at\": \"2100-01-01T00:00:00Z\"}");
		this.serviceAccount = Files.writeString(directory.resolve("host.json"), """
				{"type": "service_account", "project_id": "p-1", "private_key_id": "1", "private_key": "%s",
				"client_email": "host@p-1.iam.gserviceaccount.com", "client_id": "1", "token_uri": "%s/token"}"""
			.formatted(PRIVATE_KEY.replace("\n", "\\n"), this.google.url()));
		System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
		System.setProperty("aws.secretAccessKey", "key-of-the-host");
	}

	/**
	 * Return a workspace for which there is an answer to everything, and time for it.
	 * @param repository the one that its GitHub token is for
	 * @return what is known about the workspace
	 */
	static ProvisionContext workspace(String repository) {
		return ProvisionContext.of("w-1",
				WorkspaceRequest.named("fix").tenant("acme").labels(Map.of("repository", repository)).build(),
				Duration.ofMinutes(5));
	}

	List<String> properties() {
		return List.of("--provisionhook.defaults.timeout=5m", "--provisionhook.tenant-config.tenants.acme.REGION=eu",
				"--provisionhook.vault-secrets.uri=" + this.vault.url(),
				"--provisionhook.vault-secrets.authentication.token=token-of-the-host",
				"--provisionhook.vault-secrets.variables.DB_PASSWORD=secret/{tenant}/db#password",
				"--provisionhook.aws-secrets-manager.region=eu-central-1",
				"--provisionhook.aws-secrets-manager.endpoint=" + this.aws.url(),
				"--provisionhook.aws-secrets-manager.variables.REGISTRY_KEY={tenant}/registry",
				"--provisionhook.gcp-secret-manager.project=p-1",
				"--provisionhook.gcp-secret-manager.endpoint=" + this.google.url(), serviceAccount(),
				"--provisionhook.gcp-secret-manager.variables.MODEL_KEY={tenant}-key",
				"--provisionhook.github-app-auth.app-id=12345", githubKey(),
				"--provisionhook.github-app-auth.installation-id=99",
				"--provisionhook.github-app-auth.repositories={label.repository}",
				"--provisionhook.github-app-auth.base-url=" + this.github.url(),
				"--provisionhook.opentelemetry.enabled=true");
	}

	/**
	 * Return what makes the host one of Google's service accounts.
	 * @return the argument
	 */
	String serviceAccount() {
		return "--provisionhook.gcp-secret-manager.credentials=file:" + this.serviceAccount;
	}

	/**
	 * Return what makes the host a GitHub App.
	 * @return the argument
	 */
	static String githubKey() {
		return "--provisionhook.github-app-auth.private-key=" + PRIVATE_KEY;
	}

	private static String createPrivateKey() {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
			generator.initialize(2048);
			return "-----BEGIN PRIVATE KEY-----\n"
					+ Base64.getMimeEncoder(64, new byte[] { '\n' })
						.encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
					+ "\n-----END PRIVATE KEY-----\n";
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public void close() {
		System.clearProperty("aws.accessKeyId");
		System.clearProperty("aws.secretAccessKey");
		List.of(this.vault, this.aws, this.google, this.github).forEach(Provider::close);
	}

}

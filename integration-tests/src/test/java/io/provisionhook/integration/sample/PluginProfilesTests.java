package io.provisionhook.integration.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import com.github.tomakehurst.wiremock.client.WireMock;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.VariableChange;
import io.provisionhook.sample.SampleApplication;
import io.provisionhook.testsupport.InstalledTool;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts the sample with each profile that adds a plugin, against a stand-in for what the
 * plugin asks. What it really asks is for the tests of the plugin.
 */
@Tag("sample")
class PluginProfilesTests {

	private static final String SECRET = "s3cret-of-acme";

	private static final String PRIVATE_KEY = createPrivateKey();

	@TempDir
	private Path directory;

	private final StandIn standIn = StandIn.start();

	@AfterEach
	void stop() {
		this.standIn.stop();
	}

	@Test
	void workspaceHasTokenOfGitHubApp() {
		this.standIn.answer(WireMock.get("/orgs/acme/installation"), "{\"id\": 99}")
			.answer(WireMock.post("/app/installations/99/access_tokens"),
					"{\"token\": \"" + SECRET + "\", \"expires_at\": \"2100-01-01T00:00:00Z\"}");
		try (ConfigurableApplicationContext sample = start("github-app-auth", "GITHUB_TOKEN", "--GITHUB_APP_ID=12345",
				"--GITHUB_APP_PRIVATE_KEY=" + PRIVATE_KEY, "--GITHUB_APP_ORGANIZATION=acme",
				"--provisionhook.github-app-auth.base-url=" + this.standIn.url())) {
			requireArrived(sample, "github-app-auth", "GITHUB_TOKEN");
		}
	}

	@Test
	void workspaceHasSecretFromAws() {
		this.standIn
			.answer(WireMock.post("/").withHeader("X-Amz-Target", WireMock.containing("BatchGetSecretValue")),
					"""
							{"SecretValues": [{"Name": "agents/acme/registry", "ARN": "arn:aws:secretsmanager:eu-central-1:123:x",
							"SecretString": "{\\"username\\": \\"agent-of-acme\\", \\"password\\": \\"%s\\"}"}], "Errors": []}"""
						.formatted(SECRET))
			.answer(WireMock.post("/").withHeader("X-Amz-Target", WireMock.containing(".GetSecretValue")), """
					{"Name": "agents/acme/registry", "ARN": "arn:aws:secretsmanager:eu-central-1:123:x",
					"SecretString": "{\\"username\\": \\"agent-of-acme\\", \\"password\\": \\"%s\\"}"}"""
				.formatted(SECRET));
		System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
		System.setProperty("aws.secretAccessKey", "key-of-the-host");
		try (ConfigurableApplicationContext sample = start("aws-secrets-manager", "REGISTRY_PASSWORD",
				"--provisionhook.aws-secrets-manager.region=eu-central-1",
				"--provisionhook.aws-secrets-manager.endpoint=" + this.standIn.url())) {
			requireArrived(sample, "aws-secrets-manager", "REGISTRY_PASSWORD");
		}
		finally {
			System.clearProperty("aws.accessKeyId");
			System.clearProperty("aws.secretAccessKey");
		}
	}

	@Test
	void workspaceHasSecretFromVault() {
		this.standIn
			.answer(WireMock.get("/v1/sys/internal/ui/mounts/secret/agents/acme/database"),
					"{\"data\": {\"path\": \"secret/\", \"type\": \"kv\", \"options\": {\"version\": \"2\"}}}")
			.answer(WireMock.get("/v1/secret/data/agents/acme/database"),
					"{\"data\": {\"data\": {\"username\": \"agent-of-acme\", \"password\": \"" + SECRET + "\"}}}");
		try (ConfigurableApplicationContext sample = start("vault-secrets", "DATABASE_PASSWORD",
				"--VAULT_ADDR=" + this.standIn.url(), "--VAULT_TOKEN=token-of-the-host")) {
			requireArrived(sample, "vault-secrets", "DATABASE_PASSWORD");
		}
	}

	@Test
	void workspaceHasSecretFromGoogle() throws IOException {
		this.standIn
			.answer(WireMock.post("/token"),
					"{\"access_token\": \"token-of-the-host\", \"token_type\": \"Bearer\", \"expires_in\": 3600}")
			.answer(WireMock
				.get(WireMock.urlPathEqualTo("/v1/projects/p-1/secrets/agents-acme-model/versions/latest:access")),
					"{\"payload\": {\"data\": \"" + base64("{\"api-key\": \"" + SECRET + "\"}") + "\"}}");
		Path credentials = Files.writeString(this.directory.resolve("credentials.json"), """
				{"type": "service_account", "project_id": "p-1", "private_key_id": "1", "private_key": "%s",
				"client_email": "host@p-1.iam.gserviceaccount.com", "client_id": "1", "token_uri": "%s/token"}"""
			.formatted(PRIVATE_KEY.replace("\n", "\\n"), this.standIn.url()));
		try (ConfigurableApplicationContext sample = start("gcp-secret-manager", "MODEL_API_KEY",
				"--GOOGLE_CLOUD_PROJECT=p-1", "--provisionhook.gcp-secret-manager.endpoint=" + this.standIn.url(),
				"--provisionhook.gcp-secret-manager.credentials=file:" + credentials)) {
			requireArrived(sample, "gcp-secret-manager", "MODEL_API_KEY");
		}
	}

	@Test
	void gitOfWorkspaceAsksForItsCredentials() {
		InstalledTool.need("git");
		InstalledTool.need("curl");
		// The sample has to know the port of its git server before it has one
		String check = "HOME=$PWD git ls-remote " + this.standIn.url() + "/git/demo.git >&2 && echo arrived";
		try (ConfigurableApplicationContext sample = new SpringApplicationBuilder(SampleApplication.class)
			.profiles("git-credentials")
			.run("--server.port=0", "--sample.directory=" + this.directory, "--sample.git.host=" + this.standIn.host(),
					"--sample.git.token-lifetime=10m", "--provisionhook.process.templates.check.command[0]=sh",
					"--provisionhook.process.templates.check.command[1]=-c",
					"--provisionhook.process.templates.check.command[2]=" + check)) {
			this.standIn.forward("http://127.0.0.1:" + sample.getEnvironment().getProperty("local.server.port"));
			requireArrived(sample, "git-credentials", "PROVISIONHOOK_CREDENTIALS_TOKEN");
		}
	}

	@Test
	void gitServerIsWhereTheSampleIs() {
		new ApplicationContextRunner().withInitializer(new ConfigDataApplicationContextInitializer())
			.withPropertyValues("spring.profiles.active=git-credentials", "server.port=4711")
			.run((context) -> assertThat(
					context.getEnvironment().getProperty("provisionhook.git-credentials.hosts[0].host"))
				.isEqualTo("127.0.0.1:4711"));
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	private ConfigurableApplicationContext start(String profile, String variable, String... arguments) {
		List<String> all = new ArrayList<>(Arrays.asList(arguments));
		all.addAll(List.of("--server.port=0", "--sample.directory=" + this.directory, "--provisionhook.timeout=5m",
				"--provisionhook.defaults.timeout=5m", "--provisionhook.process.templates.check.command=sh,-c,test $"
						+ variable + " = " + SECRET + " && echo arrived"));
		return new SpringApplicationBuilder(SampleApplication.class).profiles(profile).run(all.toArray(String[]::new));
	}

	private static void requireArrived(ConfigurableApplicationContext sample, String mutator, String variable) {
		assertThat(sample.getBean(Registry.class).names()).contains("tenant-config", mutator, "opentelemetry");
		WorkspaceHandler handler = sample.getBean(WorkspaceHandler.class);
		String id = handler.create(WorkspaceRequest.named("fix-login").tenant("acme").template("check").build()).id();
		Workspace workspace = await().until(() -> handler.get(id),
				(current) -> current.state() == WorkspaceState.STOPPED || current.state() == WorkspaceState.FAILED);
		assertThat(workspace.lastSampleError()).isNull();
		assertThat(workspace.report()).isNotNull();
		assertThat(workspace.report().changes()).filteredOn((change) -> change.variable().equals(variable))
			.singleElement()
			.satisfies((change) -> {
				assertThat(change.action()).isEqualTo(VariableChange.Action.ADDED);
				assertThat(change.mutator()).isEqualTo(mutator);
				assertThat(change.secret()).isTrue();
			});
		await().untilAsserted(() -> assertThat(logOf(handler, id)).isEqualTo("arrived\n"));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofMinutes(2));
	}

	private static String logOf(WorkspaceHandler handler, String id) {
		try {
			return new String(handler.log(id).readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String createPrivateKey() {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
			generator.initialize(2048);
			return "-----BEGIN PRIVATE KEY-----\n"
					+ Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
						.encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
					+ "\n-----END PRIVATE KEY-----\n";
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

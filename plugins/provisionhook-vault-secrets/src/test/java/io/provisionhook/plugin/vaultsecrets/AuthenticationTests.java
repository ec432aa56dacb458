package io.provisionhook.plugin.vaultsecrets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.github.tomakehurst.wiremock.client.WireMock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.test.MutatorRun;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the ways to log in.
 */
@ExtendWith(OutputCaptureExtension.class)
class AuthenticationTests {

	private static final String APP_ROLE = "auth/approle/login";

	private static final String CREDENTIALS = """
			{"role_id": "role-1", "secret_id": "marked-secret-id"}""";

	private static final String[] APP_ROLE_SETTINGS = { "authentication.app-role.role-id", "role-1",
			"authentication.app-role.secret-id", "marked-secret-id", "variables.A", "kv/a#k" };

	private static final String DENIED = "{\"errors\": [\"permission denied for marked-secret-id\"]}";

	@RegisterExtension
	private static final VaultServer SERVER = new VaultServer();

	@TempDir
	private Path directory;

	@Test
	void appRoleLogsInOnceWithItsCredentials(CapturedOutput output) {
		secretFor(VaultServer.TOKEN);
		SERVER.answer(VaultServer.login(APP_ROLE, CREDENTIALS), 200,
				VaultServer.tokenOf(VaultServer.TOKEN, 3600, true));
		try (VaultPlugin plugin = appRole()) {
			assertThat(plugin.run()).hasSet("A").to("s3cret-a");
			assertThat(plugin.run()).hasPassed();
		}
		assertThat(SERVER.count(APP_ROLE)).isOne();
		assertThat(output).doesNotContain("marked-secret-id", VaultServer.TOKEN, "s3cret-a");
	}

	@Test
	void appRoleMayDoWithoutSecretAndHaveAPathOfItsOwn() {
		secretFor(VaultServer.TOKEN);
		SERVER.answer(VaultServer.login("auth/team/approle/login", "{\"role_id\": \"role-1\"}"), 200,
				VaultServer.tokenOf(VaultServer.TOKEN, 3600, true));
		assertThatRunPasses("authentication.app-role.role-id", "role-1", "authentication.app-role.secret-id", "",
				"authentication.app-role.path", "/team/approle/");
	}

	@Test
	void loginGoesToTheNamespace() {
		SERVER.mountKv1("kv/");
		SERVER.secret("kv/a", "{\"k\": \"s3cret-a\"}");
		SERVER.answer(
				VaultServer.login(APP_ROLE, CREDENTIALS).withHeader("X-Vault-Namespace", WireMock.equalTo("team-a")),
				200, VaultServer.tokenOf(VaultServer.TOKEN, 3600, true));
		assertThatRunPasses("namespace", "team-a", "authentication.app-role.role-id", "role-1",
				"authentication.app-role.secret-id", "marked-secret-id");
	}

	@Test
	void kubernetesLogsInWithTheTokenOfTheServiceAccount() throws IOException {
		secretFor(VaultServer.TOKEN);
		Path file = Files.writeString(this.directory.resolve("token"), "marked.jwt\n");
		SERVER.answer(VaultServer.login("auth/kubernetes/login", "{\"role\": \"agents\", \"jwt\": \"marked.jwt\"}"),
				200, VaultServer.tokenOf(VaultServer.TOKEN, 3600, true));
		assertThatRunPasses("authentication.kubernetes.role", "agents", "authentication.kubernetes.token-file",
				file.toString());
	}

	@Test
	void tokenFileIsReadAgain() throws IOException {
		Path file = Files.writeString(this.directory.resolve("token"), "hvs.first-token\n");
		SERVER.mountKv1("kv/");
		SERVER.answer(VaultServer.get("kv/a", "hvs.first-token"), 200, VaultServer.data("{\"k\": \"first-a\"}"));
		SERVER.answer(VaultServer.get("kv/a", "hvs.second-token"), 200, VaultServer.data("{\"k\": \"second-a\"}"));
		try (VaultPlugin plugin = VaultPlugin.of(SERVER.uri(), "authentication.token-file", file.toString(),
				"variables.A", "kv/a#k")) {
			assertThat(plugin.run()).hasSet("A").to("first-a");
			Files.writeString(file, "hvs.second-token");
			assertThat(plugin.run()).hasSet("A").to("second-a");
			Files.delete(file);
			assertThat(plugin.run()).hasFailedBecause(
					"provisionhook \"vault-secrets\": Vault can't be asked: the token can't be read from '" + file
							+ "' (NoSuchFileException)");
			Files.writeString(file, "two\nlines");
			assertThat(plugin.run())
				.hasFailedBecause("provisionhook \"vault-secrets\": Vault can't be asked: the file '" + file
						+ "' does not hold the token");
		}
	}

	@Test
	void tokenInFileThatVaultDoesNotKnowIsExplained() throws IOException {
		Path file = Files.writeString(this.directory.resolve("token"), "hvs.expired-token");
		SERVER.answer(WireMock.any(WireMock.anyUrl()), 403, DENIED);
		try (VaultPlugin plugin = VaultPlugin.of(SERVER.uri(), "authentication.token-file", file.toString(),
				"variables.A", "kv/a#k")) {
			assertThat(plugin.run())
				.hasFailedBecause("provisionhook \"vault-secrets\": Vault does not accept the token in '" + file
						+ "' (403); check the process that writes it");
		}
	}

	@Test
	void configuredTokenThatVaultDoesNotKnowIsExplained() {
		SERVER.answer(WireMock.any(WireMock.anyUrl()), 403, DENIED);
		try (VaultPlugin plugin = VaultPlugin.of(SERVER, "variables.A", "kv/a#k")) {
			assertThat(plugin.run())
				.hasFailedBecause("provisionhook \"vault-secrets\": Vault does not accept the token in"
						+ " 'provisionhook.vault-secrets.authentication.token' (403); set one that is valid and has the"
						+ " default policy");
		}
	}

	@Test
	void expiredTokenLeadsToOneMoreLogin() {
		SERVER.answer(VaultServer.login(APP_ROLE, CREDENTIALS), 200,
				VaultServer.tokenOf("hvs.first-token", 3600, true));
		secretFor("hvs.first-token");
		try (VaultPlugin plugin = appRole()) {
			assertThat(plugin.run()).hasPassed();
			SERVER.answer(
					WireMock.any(WireMock.anyUrl()).withHeader("X-Vault-Token", WireMock.equalTo("hvs.first-token")),
					403, DENIED);
			SERVER.answer(VaultServer.login(APP_ROLE, CREDENTIALS), 200,
					VaultServer.tokenOf(VaultServer.TOKEN, 3600, true));
			SERVER.secret("kv/a", "{\"k\": \"s3cret-b\"}");
			assertThat(plugin.run()).hasSet("A").to("s3cret-b");
			assertThat(plugin.run()).hasPassed();
		}
		assertThat(SERVER.count(APP_ROLE)).isEqualTo(2);
	}

	@Test
	void denialByPolicyLeadsToNoLogin() {
		SERVER.answer(VaultServer.login(APP_ROLE, CREDENTIALS), 200,
				VaultServer.tokenOf(VaultServer.TOKEN, 3600, true));
		SERVER.mountKv1("kv/");
		SERVER.answer(VaultServer.get("kv/a"), 403, DENIED);
		try (VaultPlugin plugin = appRole()) {
			assertThat(plugin.run()).hasFailed();
			assertThat(plugin.run())
				.hasFailedBecause("provisionhook \"vault-secrets\": Vault denied reading 'kv/a' (403); check the path,"
						+ " and that a policy of the token allows 'kv/a'");
		}
		assertThat(SERVER.count(APP_ROLE)).isOne();
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 403, 404 })
	void refusedLoginIsExplained(int status, CapturedOutput output) {
		SERVER.answer(VaultServer.login(APP_ROLE, CREDENTIALS), status, DENIED);
		assertThatLoginFails("Vault refused the login by AppRole at 'auth/approle' (" + status
				+ "); check the credentials and the role, the path of the auth method, and the namespace");
		assertThat(output).doesNotContain("marked-secret-id");
	}

	@Test
	void loginAtSealedVaultIsExplained() {
		SERVER.answer(VaultServer.login(APP_ROLE, CREDENTIALS), 503, DENIED);
		assertThatLoginFails(
				"Vault is sealed or in maintenance, while the login by AppRole at 'auth/approle' (503); unseal it");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"auth\": null}", "{\"auth\": {}}", "{\"auth\": {\"client_token\": 7}}",
			"<html>marked-secret-id</html>", "" })
	void loginWithoutTokenIsExplained(String body) {
		SERVER.answer(VaultServer.login(APP_ROLE, CREDENTIALS), 200, body);
		assertThatLoginFails("Vault gave an answer that is not its own, while the login by AppRole at 'auth/approle';"
				+ " check 'provisionhook.vault-secrets.uri'");
	}

	@Test
	void tokenIsRenewedBeforeItEnds() {
		secretFor(VaultServer.TOKEN);
		SERVER.answer(VaultServer.login(APP_ROLE, CREDENTIALS), 200,
				VaultServer.tokenOf(VaultServer.TOKEN, 3600, true));
		SERVER.answer(VaultServer.post("auth/token/renew-self"), 200,
				VaultServer.tokenOf(VaultServer.TOKEN, 3600, true));
		FakeScheduler scheduler = new FakeScheduler();
		try (VaultPlugin plugin = VaultPlugin.of(scheduler, SERVER.uri(), APP_ROLE_SETTINGS)) {
			assertThat(plugin.run()).hasPassed();
			scheduler.runNext();
			scheduler.runNext();
			assertThat(SERVER.count("auth/token/renew-self")).isEqualTo(2);
		}
	}

	@Test
	void configuredTokenIsRenewedIfItCanBe() {
		secretFor(VaultServer.TOKEN);
		SERVER.answer(VaultServer.get("auth/token/lookup-self"), 200,
				"{\"data\": {\"ttl\": 3600, \"renewable\": true}}");
		SERVER.answer(VaultServer.post("auth/token/renew-self"), 200,
				VaultServer.tokenOf(VaultServer.TOKEN, 3600, true));
		FakeScheduler scheduler = new FakeScheduler();
		try (VaultPlugin plugin = VaultPlugin.of(scheduler, SERVER.uri(),
				VaultPlugin.withToken("variables.A", "kv/a#k"))) {
			assertThat(plugin.run()).hasPassed();
			scheduler.runNext();
			assertThat(SERVER.count("auth/token/renew-self")).isOne();
		}
		assertThat(SERVER.count("auth/token/revoke-self")).isZero();
	}

	@Test
	void tokenOfALoginIsGivenBackInTheEnd() {
		secretFor(VaultServer.TOKEN);
		SERVER.answer(VaultServer.login(APP_ROLE, CREDENTIALS), 200,
				VaultServer.tokenOf(VaultServer.TOKEN, 3600, true));
		SERVER.answer(VaultServer.post("auth/token/revoke-self"), 204, "");
		try (VaultPlugin plugin = appRole()) {
			assertThat(plugin.run()).hasPassed();
		}
		assertThat(SERVER.count("auth/token/revoke-self")).isOne();
	}

	@Test
	void tokenThatLeasesDependOnIsNotGivenBack() {
		SERVER.answer(VaultServer.login(APP_ROLE, CREDENTIALS), 200,
				VaultServer.tokenOf(VaultServer.TOKEN, 3600, true));
		SERVER.mount("database/", "database", "null");
		SERVER.answer(VaultServer.get("database/creds/a"), 200,
				VaultServer.leased("marked-lease", 3600, true, "{\"password\": \"s3cret-pw\"}"));
		try (VaultPlugin plugin = VaultPlugin.of(SERVER.uri(), "authentication.app-role.role-id", "role-1",
				"authentication.app-role.secret-id", "marked-secret-id", "variables.A", "database/creds/a#password")) {
			assertThat(plugin.run()).hasPassed();
		}
		assertThat(SERVER.count("auth/token/revoke-self")).isZero();
	}

	private VaultPlugin appRole() {
		return VaultPlugin.of(SERVER.uri(), APP_ROLE_SETTINGS);
	}

	private void secretFor(String token) {
		SERVER.mountKv1("kv/");
		SERVER.answer(VaultServer.get("kv/a", token), 200, VaultServer.data("{\"k\": \"s3cret-a\"}"));
	}

	private void assertThatRunPasses(String... settings) {
		String[] all = new String[settings.length + 2];
		System.arraycopy(settings, 0, all, 0, settings.length);
		all[settings.length] = "variables.A";
		all[settings.length + 1] = "kv/a#k";
		try (VaultPlugin plugin = VaultPlugin.of(SERVER.uri(), all)) {
			assertThat(plugin.run()).hasSet("A").to("s3cret-a");
		}
	}

	private void assertThatLoginFails(String message) {
		try (VaultPlugin plugin = appRole()) {
			MutatorRun run = plugin.run();
			assertThat(run).hasFailedBecause("provisionhook \"vault-secrets\": " + message);
			assertThat(run.failure().orElseThrow()).rootCause().hasMessage(message);
		}
	}

}

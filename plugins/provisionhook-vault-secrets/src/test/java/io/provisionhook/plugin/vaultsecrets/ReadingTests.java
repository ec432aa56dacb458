package io.provisionhook.plugin.vaultsecrets;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.test.MutatorRun;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is read from Vault, and how.
 */
class ReadingTests {

	@RegisterExtension
	private static final VaultServer SERVER = new VaultServer();

	@Test
	void runReadsFieldsOfKvVersion2() {
		SERVER.mountKv2("secret/");
		SERVER.versionedSecret("secret/data/agents/acme/db", """
				{"user": "agent-7", "password": "s3cret-pw"}""");
		MutatorRun run = run("variables.DB_USER", "secret/agents/{tenant}/db#user", "variables.DB_PASSWORD",
				"secret/agents/{tenant}/db#password");
		assertThat(run).hasSetOnly("DB_USER", "DB_PASSWORD");
		assertThat(run).hasSet("DB_USER").to("agent-7").asSecret();
		assertThat(run).hasSet("DB_PASSWORD").to("s3cret-pw").asSecret();
		assertThat(SERVER.count("secret/data/agents/acme/db")).isOne();
	}

	@Test
	void runReadsFieldsOfKvVersion1() {
		SERVER.mountKv1("kv/");
		SERVER.secret("kv/agents/fix-login", "{\"key\": \"s3cret-key\"}");
		assertThat(run("variables.API_KEY", "kv/agents/{name}#key")).hasSet("API_KEY").to("s3cret-key");
	}

	@Test
	void runReadsAVersionOfKvVersion2() {
		SERVER.mountKv2("secret/");
		SERVER.versionedSecret("secret/data/db", "{\"password\": \"new-s3cret\"}");
		SERVER.versionedSecret("secret/data/db?version=3", "{\"password\": \"old-s3cret\"}");
		MutatorRun run = run("variables.NEW", "secret/db#password", "variables.OLD", "secret/db?version=3#password");
		assertThat(run).hasSet("NEW").to("new-s3cret");
		assertThat(run).hasSet("OLD").to("old-s3cret");
	}

	@Test
	void runReadsSecretsThatAnEngineMakes() {
		SERVER.mount("database/", "database", "null");
		SERVER.answer(VaultServer.get("database/creds/agent"), 200,
				VaultServer.leased("database/creds/agent/marked-lease", 3600, true, """
						{"username": "v-agent-1", "password": "s3cret-pw"}"""));
		MutatorRun run = run("variables.DB_USER", "database/creds/agent#username", "variables.DB_PASSWORD",
				"database/creds/agent#password");
		assertThat(run).hasSet("DB_USER").to("v-agent-1");
		assertThat(run).hasSet("DB_PASSWORD").to("s3cret-pw");
		assertThat(SERVER.count("database/creds/agent")).isOne();
	}

	@Test
	void mountOfSeveralSegmentsIsFound() {
		SERVER.mountKv2("tenants/acme/");
		SERVER.versionedSecret("tenants/acme/data/db", "{\"password\": \"s3cret-pw\"}");
		assertThat(run("variables.PW", "tenants/{tenant}/db#password")).hasSet("PW").to("s3cret-pw");
	}

	@Test
	void mountIsLookedUpOnce() {
		SERVER.mountKv2("secret/");
		SERVER.versionedSecret("secret/data/a", "{\"k\": \"s3cret-a\"}");
		SERVER.versionedSecret("secret/data/b", "{\"k\": \"s3cret-b\"}");
		try (VaultPlugin plugin = VaultPlugin.of(SERVER, "variables.A", "secret/{name}#k")) {
			assertThat(plugin.run(WorkspaceRequest.named("a").build())).hasSet("A").to("s3cret-a");
			assertThat(plugin.run(WorkspaceRequest.named("b").build())).hasSet("A").to("s3cret-b");
		}
		assertThat(SERVER.requests().map(LoggedRequest::getUrl)).containsExactly("/v1/auth/token/lookup-self",
				"/v1/sys/internal/ui/mounts/secret/a", "/v1/secret/data/a", "/v1/secret/data/b");
	}

	@Test
	void mountIsLookedUpAgainAfterNothingWasFound() {
		SERVER.mountKv1("secret/");
		try (VaultPlugin plugin = VaultPlugin.of(SERVER, "variables.A", "secret/a#k")) {
			assertThat(plugin.run()).hasFailed();
			SERVER.mountKv2("secret/");
			SERVER.versionedSecret("secret/data/a", "{\"k\": \"s3cret-a\"}");
			assertThat(plugin.run()).hasSet("A").to("s3cret-a");
		}
	}

	@Test
	void pathOfAMountMayBeToldWithItsNamespace() {
		SERVER.answer(WireMock.get("/v1/sys/internal/ui/mounts/secret/a"), 200, """
				{"data": {"path": "team-a/secret/", "type": "kv", "options": {"version": "2"}}}""");
		SERVER.versionedSecret("secret/data/a", "{\"k\": \"s3cret-a\"}");
		assertThat(run("variables.A", "secret/a#k")).hasSet("A").to("s3cret-a");
	}

	@Timeout(60)
	@ParameterizedTest
	@ValueSource(strings = { "secret", "other", "other/", "/", "" })
	void mountThatCanNotBeThatOfThePathIsTakenForNone(String mount) {
		SERVER.answer(WireMock.get("/v1/sys/internal/ui/mounts/secret/a"), 200,
				"{\"data\": {\"path\": \"" + mount + "\", \"type\": \"kv\", \"options\": {\"version\": \"2\"}}}");
		SERVER.secret("secret/a", "{\"k\": \"s3cret-a\"}");
		assertThat(run("variables.A", "secret/a#k")).hasSet("A").to("s3cret-a");
	}

	@Test
	void vaultThatCannotTellMountsIsReadAsItIs() {
		SERVER.answer(VaultServer.get("sys/internal/ui/mounts/secret/a"), 404, "{\"errors\": []}");
		SERVER.secret("secret/a", "{\"k\": \"s3cret-a\"}");
		assertThat(run("variables.A", "secret/a#k")).hasSet("A").to("s3cret-a");
	}

	@Test
	void namespaceIsSentWithEveryRequest() {
		SERVER.mountKv2("secret/");
		SERVER.versionedSecret("secret/data/a", "{\"k\": \"s3cret-a\"}");
		assertThat(run("namespace", "team-a/dev", "variables.A", "secret/a#k")).hasSet("A");
		assertThat(SERVER.requests()).hasSize(3).allSatisfy((request) -> {
			assertThat(request.getHeader("X-Vault-Namespace")).isEqualTo("team-a/dev");
			assertThat(request.getHeader("X-Vault-Token")).isEqualTo(VaultServer.TOKEN);
		});
	}

	@Test
	void noNamespaceIsSentUnlessItIsSet() {
		SERVER.mountKv1("kv/");
		SERVER.secret("kv/a", "{\"k\": \"s3cret-a\"}");
		assertThat(run("namespace", "", "variables.A", "kv/a#k")).hasSet("A");
		assertThat(SERVER.requests())
			.noneSatisfy((request) -> assertThat(request.containsHeader("X-Vault-Namespace")).isTrue());
	}

	@Test
	void addressMayHaveAPath() {
		SERVER.answer(WireMock.get(WireMock.urlPathMatching("/vault/v1/.*")), 200,
				VaultServer.data("{\"k\": \"s3cret-a\"}"));
		try (VaultPlugin plugin = VaultPlugin.of(SERVER.uri() + "/vault/", "authentication.token", VaultServer.TOKEN,
				"variables.A", "kv/a#k")) {
			assertThat(plugin.run()).hasSet("A").to("s3cret-a");
		}
	}

	@Test
	void standbyThatRedirectsIsFollowed() {
		SERVER.mountKv1("kv/");
		SERVER.stub(VaultServer.get("kv/a").willReturn(WireMock.temporaryRedirect(SERVER.uri() + "/v1/active/kv/a")));
		SERVER.secret("active/kv/a", "{\"k\": \"s3cret-a\"}");
		assertThat(run("variables.A", "kv/a#k")).hasSet("A").to("s3cret-a");
	}

	@Test
	void fieldsThatAreNoTextArriveAsJson() {
		SERVER.mountKv1("kv/");
		SERVER.secret("kv/a", """
				{"port": 5432, "tls": true, "hosts": ["a", "b"], "nested": {"k": null}, "empty": ""}""");
		MutatorRun run = run("variables.PORT", "kv/a#port", "variables.TLS", "kv/a#tls", "variables.HOSTS",
				"kv/a#hosts", "variables.NESTED", "kv/a#nested", "variables.EMPTY", "kv/a#empty");
		assertThat(run).hasSet("PORT").to("5432");
		assertThat(run).hasSet("TLS").to("true");
		assertThat(run).hasSet("HOSTS").to("[\"a\", \"b\"]");
		assertThat(run).hasSet("NESTED").to("{\"k\": null}");
		assertThat(run).hasSet("EMPTY").to("");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void numbersArriveAsTheyAreWritten(boolean versioned) {
		String secret = """
				{"rate":1.10,"exp":1E3,"long":0.1234567890123456789,"nested":{"a":1.50}}""";
		if (versioned) {
			SERVER.mountKv2("kv/");
			SERVER.versionedSecret("kv/data/a", secret);
		}
		else {
			SERVER.mountKv1("kv/");
			SERVER.secret("kv/a", secret);
		}
		MutatorRun run = run("variables.RATE", "kv/a#rate", "variables.EXP", "kv/a#exp", "variables.LONG", "kv/a#long",
				"variables.NESTED", "kv/a#nested");
		assertThat(run).hasSet("RATE").to("1.10");
		assertThat(run).hasSet("EXP").to("1E3");
		assertThat(run).hasSet("LONG").to("0.1234567890123456789");
		assertThat(run).hasSet("NESTED").to("{\"a\":1.50}");
		assertThat(run.env().redactor().redact("got 0.1234567890123456789")).isEqualTo("got [redacted]");
	}

	@Test
	void escapesOfTheEncoderOfVaultAreUndone() {
		SERVER.mountKv1("kv/");
		SERVER.secret("kv/a",
				"""
						{"nested":{"url":"https://x.test/?a=1\\u0026b=\\u003c2\\u003e"},"text":"\\\\u0026 \\u0026","é":{"\\\\":"\\u00e9"}}""");
		MutatorRun run = run("variables.NESTED", "kv/a#nested", "variables.TEXT", "kv/a#text", "variables.OTHER",
				"kv/a#é");
		assertThat(run).hasSet("NESTED").to("{\"url\":\"https://x.test/?a=1&b=<2>\"}");
		assertThat(run).hasSet("TEXT").to("\\u0026 &");
		assertThat(run).hasSet("OTHER").to("{\"\\\\\":\"\\u00e9\"}");
	}

	@Test
	void everyFieldIsRedactedAlsoOnesThatNoVariableTakes() {
		SERVER.mountKv1("kv/");
		SERVER.secret("kv/a", "{\"user\": \"agent-77\", \"password\": \"s3cret-pw\"}");
		MutatorRun run = run("variables.A", "kv/a#user");
		assertThat(run.env().redactor().redact("agent-77 s3cret-pw " + VaultServer.TOKEN)).doesNotContain("agent-77",
				"s3cret-pw", VaultServer.TOKEN);
	}

	@Test
	void operatorsMayUseAnyCharacterInAPath() {
		SERVER.mountKv1("kv/");
		SERVER.secret("kv/my%20app/100%25/a%2Bb", "{\"k\": \"s3cret-a\"}");
		assertThat(run("variables.A", "kv/my app/100%/a+b#k")).hasSet("A").to("s3cret-a");
	}

	@Test
	void valuesOfPlaceholdersArriveAsTheyAre() {
		SERVER.mountKv1("kv/");
		SERVER.secret("kv/a.b_c-d%40e%2Bf%3Dg", "{\"k\": \"s3cret-a\"}");
		try (VaultPlugin plugin = VaultPlugin.of(SERVER, "variables.A", "kv/{name}#k")) {
			assertThat(plugin.run(WorkspaceRequest.named("a.b_c-d@e+f=g").build())).hasSet("A").to("s3cret-a");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "..", ".", "../sys", "%2e%2e", "a/b", "a%2fb", "a?version=1", "a#b", "a\\b", "a;b", "{x}",
			"a b", "\uff0e\uff0e", "\u00e4" })
	void placeholderThatTriesToLeaveItsSegmentReadsNothing(String name) {
		try (VaultPlugin plugin = VaultPlugin.of(SERVER, "variables.A", "secret/agents/{name}/db#k")) {
			assertThat(plugin.run(WorkspaceRequest.named(name).build())).hasFailed();
		}
		assertThat(SERVER.requests()).isEmpty();
	}

	private MutatorRun run(String... settings) {
		try (VaultPlugin plugin = VaultPlugin.of(SERVER, settings)) {
			return plugin.run();
		}
	}

}

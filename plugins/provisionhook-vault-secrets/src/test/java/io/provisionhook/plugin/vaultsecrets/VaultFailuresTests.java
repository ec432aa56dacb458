package io.provisionhook.plugin.vaultsecrets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.contributor.Status;

import io.provisionhook.plugin.internal.upstream.UpstreamHealthIndicator;
import io.provisionhook.test.MutatorRun;
import io.provisionhook.testsupport.PlainServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is said when Vault does not give what was asked for.
 */
class VaultFailuresTests {

	private static final String ERROR = "{\"errors\": [\"1 error occurred: s3cret-pw\"]}";

	@RegisterExtension
	private static final VaultServer SERVER = new VaultServer();

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			400 | Vault could not make sense of reading 'kv/a' (400); check the path, and the role in it if it is one \
			of dynamic secrets
			403 | Vault denied reading 'kv/a' (403); check the path, and that a policy of the token allows 'kv/a'
			404 | Vault found nothing while reading 'kv/a' (404); check the path
			405 | Vault does not support reading 'kv/a' (405); check the path
			412 | Vault rejected reading 'kv/a' (412)
			""")
	void answerAboutTheRequestIsExplained(int status, String message) {
		SERVER.mountKv1("kv/");
		SERVER.answer(VaultServer.get("kv/a"), status, ERROR);
		assertThatReadingFails(message, Status.UNKNOWN);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			429 | Vault is over its rate limit, or a standby, while reading 'kv/a' (429); try again, or raise the quota
			500 | Vault failed while reading 'kv/a' (500); its log says why
			502 | Vault failed while reading 'kv/a' (502); its log says why
			503 | Vault is sealed or in maintenance, while reading 'kv/a' (503); unseal it
			""")
	void answerAboutVaultIsExplained(int status, String message) {
		SERVER.mountKv1("kv/");
		SERVER.answer(VaultServer.get("kv/a"), status, ERROR);
		assertThatReadingFails(message, Status.DOWN);
	}

	@Test
	void denialNamesThePathThatPoliciesGoBy() {
		SERVER.mountKv2("kv/");
		SERVER.answer(VaultServer.get("kv/data/a"), 403, ERROR);
		assertThatReadingFails(
				"Vault denied reading 'kv/a' (403); check the path, and that a policy of the token allows 'kv/data/a'",
				Status.UNKNOWN);
	}

	@Test
	void deniedMountIsExplained() {
		SERVER.answer(VaultServer.get("sys/internal/ui/mounts/kv/a"), 403, ERROR);
		assertThatReadingFails("Vault denied finding the secrets engine of 'kv/a' (403); check that there is one, and"
				+ " that a policy of the token allows to read the path", Status.UNKNOWN);
	}

	@Test
	void deletedVersionIsToldFromOneThatNeverWas() {
		SERVER.mountKv2("kv/");
		SERVER.answer(VaultServer.get("kv/data/a"), 404, VaultServer.data("""
				{"data": null, "metadata": {"deletion_time": "2026-01-01T00:00:00Z", "destroyed": false}}"""));
		assertThatReadingFails("Vault has deleted 'kv/a'; undelete it, or name another version", Status.UNKNOWN);
	}

	@Test
	void destroyedVersionIsToldFromOneThatNeverWas() {
		SERVER.mountKv2("kv/");
		SERVER.answer(VaultServer.get("kv/data/a"), 404, VaultServer.data("""
				{"data": null, "metadata": {"deletion_time": "2026-01-01T00:00:00Z", "destroyed": true}}"""));
		assertThatReadingFails("Vault has destroyed 'kv/a', for good; name another version", Status.UNKNOWN);
	}

	@Test
	void versionOfWhatHasNoneIsExplained() {
		SERVER.mountKv1("kv/");
		try (VaultPlugin plugin = VaultPlugin.of(SERVER, "variables.A", "kv/a?version=2#k")) {
			assertThat(plugin.run()).hasFailedBecause(
					"provisionhook \"vault-secrets\": Vault keeps no versions of 'kv/a', only KV version 2"
							+ " does; remove the version from the reference");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "<html>s3cret-pw</html>", "{\"data\": {\"k\": \"s3cret-pw\"", "s3cret-pw" })
	void answerThatIsNoJsonIsExplained(String body) {
		SERVER.mountKv1("kv/");
		SERVER.answer(VaultServer.get("kv/a"), 200, body);
		assertThatReadingFails("Vault gave an answer that is not its own, while reading 'kv/a'; check"
				+ " 'provisionhook.vault-secrets.uri'", Status.DOWN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "[]", "null", "{\"data\": null}", "{\"data\": [\"s3cret-pw\"]}",
			"{\"data\": {\"k\": null}}" })
	void answerWithoutTheFieldIsExplained(String body) {
		SERVER.mountKv1("kv/");
		SERVER.answer(VaultServer.get("kv/a"), 200, body);
		try (VaultPlugin plugin = VaultPlugin.of(SERVER, "variables.A", "kv/a#k")) {
			MutatorRun run = plugin.run();
			assertThat(run).hasFailed();
			assertThat(run.failure().orElseThrow())
				.hasMessageStartingWith("provisionhook \"vault-secrets\": 'kv/a' has no key 'k'")
				.message()
				.doesNotContain("s3cret");
		}
	}

	@Test
	void vaultThatIsNotThereIsExplained() throws IOException {
		// The port is bound, but not listening
		try (Socket socket = new Socket()) {
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			String uri = "http://localhost:" + socket.getLocalPort();
			assertThatReadingFails(uri, "Vault at " + uri + " can't be reached (no connection); check that it runs,"
					+ " and 'provisionhook.vault-secrets.uri'", Status.DOWN);
		}
	}

	@Test
	void vaultThatDoesNotSpeakTlsIsExplained() {
		try (PlainServer server = PlainServer.start()) {
			String uri = server.httpsUri().toString();
			assertThatReadingFails(uri,
					"Vault at " + uri + " can't be trusted or does not speak TLS (no secure connection);"
							+ " check 'provisionhook.vault-secrets.ssl-bundle'",
					Status.DOWN);
		}
	}

	@Test
	void brokenConnectionIsExplained() {
		SERVER.mountKv1("kv/");
		SERVER.stub(VaultServer.get("kv/a").willReturn(WireMock.aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK)));
		assertThatReadingFails("Vault at " + SERVER.uri() + " broke off, while reading 'kv/a'", Status.DOWN);
	}

	@Test
	void healthRecoversWithTheNextSuccess() {
		SERVER.mountKv1("kv/");
		SERVER.answer(VaultServer.get("kv/a"), 503, ERROR);
		try (VaultPlugin plugin = VaultPlugin.of(SERVER, "variables.A", "kv/a#k")) {
			assertThat(plugin.run()).hasFailed();
			assertThat(health(plugin)).isEqualTo(Status.DOWN);
			SERVER.secret("kv/a", "{\"k\": \"s3cret-a\"}");
			assertThat(plugin.run()).hasPassed();
			assertThat(health(plugin)).isEqualTo(Status.UP);
		}
	}

	private void assertThatReadingFails(String message, Status health) {
		assertThatReadingFails(SERVER.uri(), message, health);
	}

	private void assertThatReadingFails(String uri, String message, Status health) {
		try (VaultPlugin plugin = VaultPlugin.of(uri, "authentication.token", VaultServer.TOKEN, "variables.A",
				"kv/a#k")) {
			MutatorRun run = plugin.run();
			assertThat(run).hasFailedBecause("provisionhook \"vault-secrets\": " + message);
			assertThat(run.failure().orElseThrow()).hasStackTraceContaining(message)
				.rootCause()
				.hasMessage(message)
				.hasNoSuppressedExceptions();
			assertThat(health(plugin)).isEqualTo(health);
		}
	}

	private static Status health(VaultPlugin plugin) {
		return new UpstreamHealthIndicator(plugin.health).health().getStatus();
	}

}

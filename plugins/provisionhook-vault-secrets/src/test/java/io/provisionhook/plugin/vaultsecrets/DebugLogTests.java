package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;

import com.github.tomakehurst.wiremock.client.WireMock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that secrets stay out of the log even if it is as talkative as can be, that of
 * the client libraries included.
 */
@ExtendWith(OutputCaptureExtension.class)
class DebugLogTests {

	private static final String[] SECRETS = { VaultServer.TOKEN, "marked-secret-id", "marked-lease",
			"marked-password" };

	@RegisterExtension
	private static final VaultServer SERVER = new VaultServer();

	private final LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());

	@BeforeEach
	void logEverything() {
		setLevel(LogLevel.TRACE);
		SERVER.answer(
				VaultServer.login("auth/approle/login",
						"{\"role_id\": \"role-1\", \"secret_id\": \"marked-secret-id\"}"),
				200, VaultServer.tokenOf(VaultServer.TOKEN, 3600, true));
		SERVER.mount("database/", "database", "null");
		SERVER.answer(VaultServer.get("database/creds/agent"), 200,
				VaultServer.leased("marked-lease", 3600, true, "{\"password\": \"marked-password\"}"));
		SERVER.answer(VaultServer.post("sys/leases/revoke"), 204, "");
	}

	@AfterEach
	void logAsUsual() {
		setLevel(null);
	}

	@Test
	void nothingThatIsSentOrReceivedIsLogged(CapturedOutput output) {
		try (VaultPlugin plugin = plugin()) {
			GenerationLeases leases = plugin.leases.of("w-1", 1);
			assertThat(plugin.run()).hasSet("A").to("marked-password");
			leases.add(new VaultLease("marked-lease", "w-1", "database/creds/agent", Duration.ofHours(1), true));
			leases.end();
			VaultServer.await(() -> assertThat(SERVER.count("sys/leases/revoke")).isOne());
		}
		assertThat(output).contains("Writing [[redacted]]").doesNotContain(SECRETS);
	}

	@Test
	void nothingThatAnErrorQuotesIsLogged(CapturedOutput output) {
		SERVER.answer(WireMock.get(WireMock.urlPathMatching("/v1/database/.*")), 400,
				"{\"errors\": [\"%s\"]}".formatted(String.join(", ", SECRETS)));
		try (VaultPlugin plugin = plugin()) {
			assertThat(plugin.run()).hasFailed();
		}
		SERVER.answer(WireMock.any(WireMock.anyUrl()), 403,
				"{\"errors\": [\"%s\"]}".formatted(String.join(", ", SECRETS)));
		try (VaultPlugin plugin = plugin()) {
			assertThat(plugin.run()).hasFailed();
		}
		assertThat(output).contains("DEBUG").doesNotContain(SECRETS);
	}

	private VaultPlugin plugin() {
		return VaultPlugin.of(SERVER.uri(), "authentication.app-role.role-id", "role-1",
				"authentication.app-role.secret-id", "marked-secret-id", "variables.A",
				"database/creds/agent#password");
	}

	private void setLevel(@Nullable LogLevel level) {
		this.logging.setLogLevel("org.springframework", level);
		this.logging.setLogLevel("io.provisionhook", level);
	}

}

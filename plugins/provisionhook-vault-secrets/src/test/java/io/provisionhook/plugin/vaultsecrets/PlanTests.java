package io.provisionhook.plugin.vaultsecrets;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.provisionhook.SideEffects;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.test.MutatorRun;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is asked of Vault in a plan.
 */
class PlanTests {

	private static final String[] VARIABLES = { "variables.API_KEY", "secret/{tenant}/api#key", "variables.DB_USER",
			"database/creds/agent#username", "variables.DB_PASSWORD", "database/creds/agent#password" };

	@RegisterExtension
	private static final VaultServer SERVER = new VaultServer();

	@Test
	void planReadsKvAndMakesNoLease() {
		mountAndAnswer();
		try (VaultPlugin plugin = VaultPlugin.of(SERVER, VARIABLES)) {
			MutatorRun plan = plan(plugin);
			assertThat(plan).hasSetOnly("API_KEY", "DB_USER", "DB_PASSWORD");
			assertThat(plan).hasSet("API_KEY").to("s3cret-key").asSecret();
			assertThat(plan).hasSet("DB_PASSWORD").to("not read in a plan").asSecret();
			assertThat(plan.env().leases()).isEmpty();
			assertThat(SERVER.requests().map(LoggedRequest::getMethod)).map(Object::toString).containsOnly("GET");
			assertThat(SERVER.count("database/creds/agent")).isZero();
		}
	}

	@Test
	void engineThatIsNotKnownIsNotReadInAPlan() {
		SERVER.answer(VaultServer.get("sys/internal/ui/mounts/other/a"), 404, "{\"errors\": []}");
		try (VaultPlugin plugin = VaultPlugin.of(SERVER, "variables.A", "other/a#key")) {
			assertThat(plan(plugin)).hasSet("A").to("not read in a plan");
			assertThat(SERVER.count("other/a")).isZero();
		}
	}

	@Test
	void pluginThatLogsInIsNotPlanned() {
		mountAndAnswer();
		try (VaultPlugin plugin = VaultPlugin.of(SERVER.uri(),
				with(VARIABLES, "authentication.app-role.role-id", "role-1"))) {
			MutatorRun plan = plan(plugin);
			assertThat(plan.report().mutators()).extracting(MutatorReport::outcome)
				.containsExactly(MutatorOutcome.WOULD_RUN);
			assertThat(SERVER.requests()).isEmpty();
		}
	}

	@Test
	void sideEffectsAreThoseOfTheLogin(@TempDir Path directory) throws Exception {
		Path file = Files.writeString(directory.resolve("token"), "token-of-the-host");
		assertThat(sideEffects("authentication.token", "token-of-the-host")).isEqualTo(SideEffects.NONE_ON_PLAN);
		assertThat(sideEffects("authentication.token-file", file.toString())).isEqualTo(SideEffects.NONE_ON_PLAN);
		assertThat(sideEffects("authentication.app-role.role-id", "role-1")).isEqualTo(SideEffects.UNKNOWN);
		assertThat(sideEffects("authentication.kubernetes.role", "host", "authentication.kubernetes.token-file",
				file.toString()))
			.isEqualTo(SideEffects.UNKNOWN);
	}

	private static SideEffects sideEffects(String... authentication) {
		try (VaultPlugin plugin = VaultPlugin.of(SERVER.uri(), with(VARIABLES, authentication))) {
			return plugin.mutator().sideEffects();
		}
	}

	private static MutatorRun plan(VaultPlugin plugin) {
		return MutatorRun.builder(plugin.mutator()).request(VaultPlugin.REQUEST).plan().run();
	}

	private static String[] with(String[] settings, String... others) {
		return Stream.concat(Stream.of(settings), Stream.of(others)).toArray(String[]::new);
	}

	private static void mountAndAnswer() {
		SERVER.mountKv2("secret/");
		SERVER.versionedSecret("secret/data/acme/api", "{\"key\": \"s3cret-key\"}");
		SERVER.mount("database/", "database", "null");
		SERVER.answer(VaultServer.get("database/creds/agent"), 200,
				VaultServer.leased("database/creds/agent/marked-lease", 3600, true, """
						{"username": "v-agent-1", "password": "s3cret-pw"}"""));
	}

}

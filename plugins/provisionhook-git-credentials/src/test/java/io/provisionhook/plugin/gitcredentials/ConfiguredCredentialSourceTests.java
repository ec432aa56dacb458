package io.provisionhook.plugin.gitcredentials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.EnvMutator;
import io.provisionhook.MutatorException;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.credential.Credential;
import io.provisionhook.plugin.gitcredentials.SecretProperty.NamedSecret;
import io.provisionhook.plugin.internal.test.SettableClock;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.workspace.SecretSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ConfiguredCredentialSource}, {@link SecretFile} and
 * {@link NamedSecret}.
 */
class ConfiguredCredentialSourceTests {

	private static final String TOKEN = "glpat-0123456789abcdef";

	@TempDir
	private Path directory;

	private Path file() {
		return this.directory.resolve("token");
	}

	private static Plugin plugin(String... properties) {
		return Plugin.of(new SettableClock(), properties);
	}

	@Test
	void tokenOfAPropertyIsTheSecret() throws Exception {
		assertThat(plugin("token=" + TOKEN).ask()).isEqualTo(Credential.of("git", TOKEN, null));
		assertThat(plugin("token=" + TOKEN, "username=ci").ask()).isEqualTo(Credential.of("ci", TOKEN, null));
	}

	@ParameterizedTest
	@CsvSource({ "gitlab.token, oauth2", "bitbucket.token, x-token-auth",
			"bitbucket.api-token, x-bitbucket-api-token-auth" })
	void usernameIsTheOneThatTheHostDocuments(String property, String username) throws Exception {
		assertThat(plugin(property + "=" + TOKEN).ask()).isEqualTo(Credential.of(username, TOKEN, null));
	}

	@ParameterizedTest
	@CsvSource({ "api-token", "app-password" })
	void usernameOfBitbucketIsTheUsers(String property) throws Exception {
		assertThat(plugin("bitbucket." + property + "=" + TOKEN, "bitbucket.username=jane").ask())
			.isEqualTo(Credential.of("jane", TOKEN, null));
	}

	@ParameterizedTest
	@CsvSource({ "token-file", "gitlab.token-file", "bitbucket.token-file", "bitbucket.api-token-file" })
	void tokenOfAFileIsReadEachTime(String property) throws Exception {
		Files.writeString(file(), TOKEN + "\n");
		Plugin plugin = plugin(property + "=" + file());
		assertThat(plugin.ask().secret()).isEqualTo(TOKEN);
		Files.writeString(file(), "changed-0123456789\r\n");
		assertThat(plugin.ask().secret()).isEqualTo("changed-0123456789");
	}

	@Test
	void eachTenantHasItsOwnFile() throws Exception {
		for (String tenant : List.of("acme", "globex")) {
			Files.writeString(Files.createDirectory(this.directory.resolve(tenant)).resolve("token"),
					"token-of-" + tenant);
		}
		Plugin plugin = plugin("token-file=" + this.directory + "/{tenant}/token");
		assertThat(plugin.ask(Plugin.context("acme", Duration.ofSeconds(30))).secret()).isEqualTo("token-of-acme");
		assertThat(plugin.ask(Plugin.context("globex", Duration.ofSeconds(30))).secret()).isEqualTo("token-of-globex");
	}

	@ParameterizedTest
	@CsvSource({ "..", ".", "a/../../b", "/etc", "a\\b" })
	void tenantCannotLeaveItsPlace(String tenant) throws Exception {
		Files.writeString(file(), TOKEN);
		Plugin plugin = plugin("token-file=" + this.directory + "/tenants/{tenant}/token");
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> plugin.ask(Plugin.context(tenant, Duration.ofSeconds(30))))
			.withMessageContaining("{tenant}");
	}

	@Test
	void fileThatDoesNotExistIsExplained() {
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> plugin("token-file=" + file()).ask())
			.withMessage("git.example.com: the file '" + file() + "' does not exist; mount it there, or correct "
					+ "'provisionhook.git-credentials.hosts[0].token-file'")
			.matches(UpstreamException::isSystemAtFault);
	}

	@Test
	void fileThatOneTenantDoesNotHaveIsNotTheFaultOfAll() {
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> plugin("gitlab.token-file=" + this.directory + "/{tenant}").ask())
			.withMessage("GitLab: the file '" + this.directory + "/acme' does not exist; mount it there, or correct "
					+ "'provisionhook.git-credentials.hosts[0].gitlab.token-file'")
			.matches((ex) -> !ex.isSystemAtFault());
	}

	@Test
	void fileThatCannotBeReadIsExplained() {
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> plugin("token-file=" + this.directory).ask())
			.withMessage(
					"git.example.com: the file '" + this.directory + "' can't be read; make sure that it is a file "
							+ "that the user of the application may read, or correct "
							+ "'provisionhook.git-credentials.hosts[0].token-file'");
	}

	@Test
	void fileThatHoldsNoTokenIsExplainedWithoutWhatItHolds() throws IOException {
		assertThatFileIsRefused("\n", "is empty; write the secret into it");
		assertThatFileIsRefused(TOKEN + "\n" + TOKEN,
				"has more than one line, or a control character; it must hold the secret and nothing else");
		assertThatFileIsRefused("x".repeat(16 * 1024 + 1),
				"is too large to hold a secret; correct 'provisionhook.git-credentials.hosts[0].token-file'");
	}

	private void assertThatFileIsRefused(String text, String problem) throws IOException {
		Files.writeString(file(), text);
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> plugin("token-file=" + file()).ask())
			.withMessage("git.example.com: the file '" + file() + "' " + problem);
	}

	@Test
	void secretOfTheWorkspaceOverridesAGlobalOne() throws Exception {
		SecretSource first = secrets(Map.of("TOKEN", "global"), Map.of("TOKEN", "of-the-workspace"));
		SecretSource second = secrets(Map.of("TOKEN", "other-global", "OTHER", "of-all"), Map.of());
		Plugin.Setup setup = new Plugin.Setup(List.of(), List.of(first, second));
		assertThat(Plugin.of(new SettableClock(), setup, "token-secret=TOKEN").ask().secret())
			.isEqualTo("of-the-workspace");
		assertThat(Plugin.of(new SettableClock(), setup, "gitlab.token-secret=OTHER").ask().secret())
			.isEqualTo("of-all");
		assertThat(Plugin
			.of(new SettableClock(), new Plugin.Setup(List.of(), List.of(second, first)), "token-secret=TOKEN")
			.ask()
			.secret()).isEqualTo("of-the-workspace");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\n", "\r\n", "\n\n" })
	void lineBreakAtTheEndOfASecretIsNoPartOfIt(String lineBreak) throws Exception {
		Plugin.Setup setup = new Plugin.Setup(List.of(),
				List.of(secrets(Map.of("TOKEN", TOKEN + lineBreak), Map.of())));
		assertThat(Plugin.of(new SettableClock(), setup, "token-secret=TOKEN").ask().secret()).isEqualTo(TOKEN);
	}

	@Test
	void secretThatIsMissingOrNoTokenIsExplained() {
		Plugin.Setup setup = new Plugin.Setup(List.of(), List.of(secrets(Map.of("TOKEN", "two\nlines"), Map.of())));
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> Plugin.of(new SettableClock(), setup, "token-secret=OTHER").ask())
			.withMessage("git.example.com: there is no secret 'OTHER', neither a global one nor one of the workspace; "
					+ "define it, or correct 'provisionhook.git-credentials.hosts[0].token-secret'");
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> Plugin.of(new SettableClock(), setup, "token-secret=TOKEN").ask())
			.withMessage("git.example.com: the secret 'TOKEN' has a line break or another control character; correct "
					+ "it, or 'provisionhook.git-credentials.hosts[0].token-secret'");
	}

	private static SecretSource secrets(Map<String, String> global, Map<String, String> ofWorkspace) {
		return new SecretSource() {

			@Override
			public Map<String, String> globalSecrets() {
				return global;
			}

			@Override
			public Map<String, String> workspaceSecrets(String workspaceId, WorkspaceRequest request) {
				return workspaceId.equals("w-1") ? ofWorkspace : Map.of();
			}

		};
	}

	@Test
	void secretIsTakenOutOfErrors() {
		Plugin plugin = plugin("token=" + TOKEN);
		Registry registry = new Registry();
		registry.register(EnvMutator.of("git", (context, env) -> {
			throw new IllegalStateException("can't use " + plugin.ask(context).secret());
		}));
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> registry.run(Plugin.context("acme", Duration.ofSeconds(30)), new HashMap<>()))
			.withMessage("provisionhook \"git\": can't use [redacted]");
	}

}

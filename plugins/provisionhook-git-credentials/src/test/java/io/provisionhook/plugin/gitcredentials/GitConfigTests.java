package io.provisionhook.plugin.gitcredentials;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.Env;
import io.provisionhook.testsupport.InstalledTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link GitConfig}.
 */
class GitConfigTests {

	private static final String URL = "https://git.example.com:8443";

	private static final String KEY = "credential.https://git.example.com:8443.helper";

	@Test
	void helperIsAddedToNothing() {
		Env env = Env.of(Map.of());
		new GitConfig(env).setHelper("!it's", List.of(URL, "http://a.test"));
		assertThat(env).containsOnly(entry("GIT_CONFIG_COUNT", "2"), entry("GIT_CONFIG_KEY_0", KEY),
				entry("GIT_CONFIG_VALUE_0", "!it's"), entry("GIT_CONFIG_KEY_1", "credential.http://a.test.helper"),
				entry("GIT_CONFIG_VALUE_1", "!it's"),
				entry("GIT_CONFIG_PARAMETERS",
						"'" + KEY + "=' '" + KEY + "=!it'\\''s' 'credential.http://a.test.helper='"
								+ " 'credential.http://a.test.helper=!it'\\''s'"));
	}

	@Test
	void helperIsAddedBehindWhatTheEnvironmentHas() {
		Env env = Env.of(Map.of("GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", "user.name", "GIT_CONFIG_VALUE_0", "kept",
				"GIT_CONFIG_PARAMETERS", "'a.b=c'"));
		new GitConfig(env).setHelper("x", List.of(URL));
		assertThat(env).containsEntry("GIT_CONFIG_COUNT", "2")
			.containsEntry("GIT_CONFIG_VALUE_0", "kept")
			.containsEntry("GIT_CONFIG_KEY_1", KEY)
			.containsEntry("GIT_CONFIG_VALUE_1", "x")
			.containsEntry("GIT_CONFIG_PARAMETERS", "'a.b=c' '" + KEY + "=' '" + KEY + "=x'");
	}

	@Test
	void helperIsAddedBehindWhatTheImageHas() {
		Env env = Env.onTopOf(BaseEnvironment.EMPTY.with(BaseEnvironment.Owner.IMAGE, Map.of("GIT_CONFIG_COUNT", "1",
				"GIT_CONFIG_KEY_0", "a.b", "GIT_CONFIG_VALUE_0", "c", "GIT_CONFIG_PARAMETERS", "'a.b=c'")));
		new GitConfig(env).setHelper("x", List.of(URL));
		assertThat(env).contains(entry("GIT_CONFIG_COUNT", "2"), entry("GIT_CONFIG_KEY_1", KEY),
				entry("GIT_CONFIG_VALUE_1", "x"),
				entry("GIT_CONFIG_PARAMETERS", "'a.b=c' '" + KEY + "=' '" + KEY + "=x'"));
	}

	@Test
	void emptyCountIsNone() {
		Env env = Env.of(Map.of("GIT_CONFIG_COUNT", ""));
		new GitConfig(env).setHelper("x", List.of(URL));
		assertThat(env).containsEntry("GIT_CONFIG_COUNT", "1").containsEntry("GIT_CONFIG_KEY_0", KEY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "two", "-1", "1 ", "0x1", "99999999" })
	void countThatIsNoneFailsWithoutBeingQuoted(String count) {
		assertThatIllegalStateException()
			.isThrownBy(() -> new GitConfig(Env.of(Map.of("GIT_CONFIG_COUNT", count))).setHelper("x", List.of(URL)))
			.withMessage("variable \"GIT_CONFIG_COUNT\" is not a number, so that git would fail; correct it where"
					+ " it is set");
	}

	@Test
	void gitReadsAllOfThem(@TempDir Path directory) throws Exception {
		InstalledTool.need("git");
		Env env = Env.of(Map.of("GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", "user.name", "GIT_CONFIG_VALUE_0", "kept",
				"GIT_CONFIG_PARAMETERS", "'user.email=kept'"));
		new GitConfig(env).setHelper(CredentialHelper.COMMAND, List.of(URL));
		ProcessBuilder git = new ProcessBuilder("git", "config", "--get-regexp", "user|credential")
			.directory(directory.toFile());
		git.environment().putAll(env);
		git.environment().put("GIT_CONFIG_NOSYSTEM", "1");
		git.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
		assertThat(new String(git.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("""
				user.name kept
				credential.https://git.example.com:8443.helper !eval "$PROVISIONHOOK_GIT_HELPER"; provisionhook
				user.email kept
				credential.https://git.example.com:8443.helper\s
				credential.https://git.example.com:8443.helper !eval "$PROVISIONHOOK_GIT_HELPER"; provisionhook
				""");
	}

}

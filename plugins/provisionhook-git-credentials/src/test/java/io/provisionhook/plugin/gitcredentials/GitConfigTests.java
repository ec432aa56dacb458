package io.provisionhook.plugin.gitcredentials;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;
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

	@Test
	void entriesAreAddedToNone() {
		Env env = Env.of(Map.of());
		GitConfig.of(env).add(entry("color.ui", "always"), entry("user.name", "x"));
		assertThat(env).containsOnly(entry("GIT_CONFIG_COUNT", "2"), entry("GIT_CONFIG_KEY_0", "color.ui"),
				entry("GIT_CONFIG_VALUE_0", "always"), entry("GIT_CONFIG_KEY_1", "user.name"),
				entry("GIT_CONFIG_VALUE_1", "x"));
	}

	@Test
	void entriesAreAddedBehindThoseOfTheEnvironment() {
		Env env = Env
			.of(Map.of("GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", "user.name", "GIT_CONFIG_VALUE_0", "kept"));
		GitConfig.of(env).add(entry("color.ui", "always"));
		assertThat(env).containsEntry("GIT_CONFIG_COUNT", "2")
			.containsEntry("GIT_CONFIG_VALUE_0", "kept")
			.containsEntry("GIT_CONFIG_KEY_1", "color.ui")
			.containsEntry("GIT_CONFIG_VALUE_1", "always");
	}

	@Test
	void entriesAreAddedBehindThoseOfTheImage() {
		Env env = Env.onTopOf(BaseEnvironment.EMPTY.with(BaseEnvironment.Owner.IMAGE,
				Map.of("GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", "a.b", "GIT_CONFIG_VALUE_0", "c")));
		GitConfig.of(env).add(entry("color.ui", "always"));
		assertThat(env).contains(entry("GIT_CONFIG_COUNT", "2"), entry("GIT_CONFIG_KEY_1", "color.ui"),
				entry("GIT_CONFIG_VALUE_1", "always"));
	}

	@Test
	void emptyCountIsNone() {
		Env env = Env.of(Map.of("GIT_CONFIG_COUNT", ""));
		GitConfig.of(env).add(entry("a.b", "c"));
		assertThat(env).containsEntry("GIT_CONFIG_COUNT", "1").containsEntry("GIT_CONFIG_KEY_0", "a.b");
	}

	@ParameterizedTest
	@ValueSource(strings = { "two", "-1", "1 ", "0x1", "99999999" })
	void countThatIsNoneFailsWithoutBeingQuoted(String count) {
		assertThatIllegalStateException().isThrownBy(() -> GitConfig.of(Env.of(Map.of("GIT_CONFIG_COUNT", count))))
			.withMessage("variable \"GIT_CONFIG_COUNT\" is no number, so that git would refuse to run; whoever has"
					+ " set it has to correct it");
	}

	@Test
	void gitReadsAllOfThem() throws Exception {
		InstalledTool.need("git");
		Env env = Env
			.of(Map.of("GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", "user.name", "GIT_CONFIG_VALUE_0", "kept"));
		GitConfig.of(env)
			.add(entry("credential.https://git.example.com:8443.helper", ""),
					entry("credential.https://git.example.com:8443.helper", CredentialHelper.COMMAND));
		ProcessBuilder git = new ProcessBuilder("git", "config", "--get-regexp", "user|credential");
		git.environment().putAll(env);
		git.environment().put("GIT_CONFIG_NOSYSTEM", "1");
		git.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
		assertThat(new String(git.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("""
				user.name kept
				credential.https://git.example.com:8443.helper\s
				credential.https://git.example.com:8443.helper !eval "$PROVISIONHOOK_GIT_HELPER"; provisionhook
				""");
	}

}

package io.provisionhook.workspace;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.Env;
import io.provisionhook.testsupport.InstalledTool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EnvironmentAssembler.GitIdentity} with real git, which refuses names
 * of which it leaves nothing.
 */
class GitIdentityForRealTests {

	@TempDir
	private static Path repository;

	@BeforeAll
	static void createRepository() throws Exception {
		InstalledTool.need("git");
		git(Map.of(), "init", "--quiet");
	}

	@ParameterizedTest
	@MethodSource("crud")
	void commitOfNamelessWorkspaceIsMadeByAWorkspace(String name) throws Exception {
		assertThat(commit(name)).isEqualTo("workspace <workspace@example.org>");
	}

	// All that git takes off the ends of a name, by itself and in company
	static Stream<String> crud() {
		Stream<String> characters = IntStream.concat(IntStream.rangeClosed(1, ' '), ".,:;<>\"\\'".chars())
			.mapToObj(Character::toString)
			.flatMap((character) -> Stream.of(character, "." + character + ">"));
		return Stream.concat(characters,
				Stream.of("", "...", "<>", "<<>>", "\"\"", "'.'", "., :;<>\"\\'", ".".repeat(255)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Fix Login", "x", "<x>", "a<b>c", "...a...", ".5", "!", "-", "()", "\u007f", "\u00a0",
			"日本", "🚀", "𐐷 <𐐷>", "שלום", "Crème Brûlée", "O'Brien", "\"quoted\"", "a\nb", "a\tb", "--author", "$HOME",
			"%an" })
	void commitHasWhatGitLeavesOfTheName(String name) throws Exception {
		String left = name.replaceAll("^[\\x00-\\x20.,:;<>\"\\\\']+|[\\x00-\\x20.,:;<>\"\\\\']+$", "")
			.replaceAll("[<>\n]", "");
		assertThat(commit(name)).matches(Pattern.quote(left) + " <[a-z0-9-]+@example\\.org>");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "😀" })
	void commitOfLongNameIsMade(String character) throws Exception {
		assertThat(commit(character.repeat(127))).startsWith(character.repeat(127) + " <");
	}

	private static String commit(String name) throws Exception {
		Env env = Env.of(Map.of());
		new EnvironmentAssembler.GitIdentity("example.org").applyTo(env, name);
		git(env, "commit", "--quiet", "--allow-empty", "--message", "x");
		String author = git(Map.of(), "log", "-1", "--format=%an <%ae>");
		assertThat(git(Map.of(), "log", "-1", "--format=%cn <%ce>")).isEqualTo(author);
		return author;
	}

	private static String git(Map<String, String> env, String... arguments) throws Exception {
		ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of("git"), Stream.of(arguments)).toList())
			.directory(repository.toFile())
			.redirectErrorStream(true);
		builder.environment().keySet().removeIf((variable) -> variable.startsWith("GIT_"));
		builder.environment().putAll(env);
		builder.environment().putAll(Map.of("HOME", repository.toString(), "GIT_CONFIG_NOSYSTEM", "1"));
		Process process = builder.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

}

package io.provisionhook.plugin.gitcredentials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.testsupport.InstalledTool;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what the page about this plugin gives to copy works as it is, with real git.
 */
@Timeout(300)
@ExtendWith(OutputCaptureExtension.class)
class DocumentedFunctionsTests {

	private static final Path PAGE = Path.of("../../docs/plugins/git-credentials.md");

	private static final Pattern SCRIPT = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

	private static final String TOKEN = "marked-token-of-git";

	@TempDir
	private Path directory;

	@BeforeEach
	void needTools() {
		InstalledTool.need("git");
		InstalledTool.need("curl");
		InstalledTool.need("bash");
	}

	@Test
	void functionPrintsTheToken(CapturedOutput output) throws Exception {
		try (GitPlatform platform = new GitPlatform("bash", this.directory,
				script(0) + "test \"$(provisionhook-token git.example.com)\" = " + TOKEN
						+ " && echo token printed\nprovisionhook-token other.example.com || echo \"status $?\"",
				"provisionhook.git-credentials.hosts[0].host=git.example.com",
				"provisionhook.git-credentials.hosts[0].token=" + TOKEN)) {
			Workspace ended = platform.await(platform.start(WorkspaceRequest.named("fix")), WorkspaceState.STOPPED);
			assertThat(platform.log(ended)).startsWith("token printed\n").contains("error: 401");
			assertThat(output).contains("Credential request refused: the token is for other hosts; ");
		}
	}

	@Test
	void programAnswersGitThatReadsNoConfigurationFromItsEnvironment() throws Exception {
		Path repositories = Files.createDirectory(this.directory.resolve("repositories"));
		Path askpass = Askpass.install(this.directory);
		try (GitServer git = new GitServer(repositories, TOKEN::equals).withRepository("demo.git");
				GitPlatform platform = new GitPlatform("sh",
						Files.createDirectory(this.directory.resolve("workspaces")),
						"export HOME=\"$PWD\"; env | grep -c ^GIT_CONFIG_ || true; git ls-remote '"
								+ git.url("demo.git") + "' && echo listed",
						"provisionhook.git-credentials.askpass=" + askpass,
						"provisionhook.git-credentials.hosts[0].host=" + git.host(),
						"provisionhook.git-credentials.hosts[0].protocol=http",
						"provisionhook.git-credentials.hosts[0].username=agent",
						"provisionhook.git-credentials.hosts[0].token=" + TOKEN)) {
			Workspace ended = platform.await(platform.start(WorkspaceRequest.named("fix")), WorkspaceState.STOPPED);
			assertThat(platform.log(ended)).isEqualTo("0\nlisted\n");
			assertThat(git.usernames).containsOnly("agent");
		}
	}

	@Test
	void pageLeadsToTheProgramAndHasNoCopyOfIt() throws IOException {
		String page = Files.readString(PAGE);
		assertThat(page).contains("](../../plugins/provisionhook-git-credentials/" + Askpass.SOURCE + ")",
				"unzip -p provisionhook-git-credentials-*.jar " + Askpass.ENTRY);
		assertThat(Path.of(Askpass.SOURCE)).isRegularFile();
		assertThat(page).doesNotContain("Username for", "case $1 in");
	}

	@ParameterizedTest
	@ValueSource(classes = { GitCredentialsProperties.class, GitCredentialsProperties.Host.class,
			GitCredentialsProperties.GitLab.class, GitCredentialsProperties.Bitbucket.class })
	void pageHasEachProperty(Class<?> properties) throws IOException {
		List<String> rows = Files.readAllLines(PAGE).stream().filter((line) -> line.startsWith("| `")).toList();
		assertThat(Stream.of(properties.getRecordComponents()).map((component) -> dashed(component.getName())))
			.allSatisfy((name) -> assertThat(rows)
				.anySatisfy((row) -> assertThat(row.split("\\|", 3)[1]).containsPattern("[`.]" + name + "[`.]")));
	}

	private static String dashed(String name) {
		return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
	}

	private static String script(int index) throws IOException {
		return SCRIPT.matcher(Files.readString(PAGE)).results().map((match) -> match.group(1)).toList().get(index);
	}

}

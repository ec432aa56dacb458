package io.provisionhook.plugin.gitcredentials;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.testsupport.InstalledTool;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that real git in a workspace gets its credential however a URL names the host,
 * and whatever other tools do to its environment.
 */
@Timeout(300)
@ExtendWith(OutputCaptureExtension.class)
class GitEnvironmentForRealTests {

	private static final String TOKEN = "marked-token-of-host";

	// An image that has a helper with an old token
	private static final String BEGIN = """
			export HOME="$PWD" GIT_CONFIG_NOSYSTEM=1
			git config --global credential.helper '!echo username=old; echo password=old; :'
			""";

	@TempDir
	private Path directory;

	private GitServer git;

	@BeforeEach
	void start() throws Exception {
		InstalledTool.need("git");
		InstalledTool.need("curl");
		this.git = new GitServer(this.directory, TOKEN::equals).withRepository("demo.git");
	}

	@AfterEach
	void stop() {
		if (this.git != null) {
			this.git.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "git.example.test", "git.example.test:80", "git.example.test.", "GIT.example.test.:80" })
	void defaultPortAndDotAreDroppedOnBothSides(String configured) {
		List<String> hosts = List.of("git.example.test", "git.example.test:80", "git.example.test.",
				"git.example.test.:80", "GIT.example.TEST:080");
		// The server is what leads to that host
		String script = hosts.stream()
			.map((host) -> list("http://" + host + "/demo.git"))
			.collect(Collectors.joining("", "export http_proxy=http://" + this.git.host() + "\n", ""));
		assertThat(run(script, configured, "http"))
			.contains(hosts.stream().map((host) -> "http://" + host + "/demo.git listed\n").toList());
		assertThat(this.git.refused).isEmpty();
	}

	@Test
	void defaultPortIsThatOfTheProtocol() {
		String output = run(fill("https://git.example.test:443/c.git") + fill("https://git.example.test.:443")
				+ fill("https://git.example.test.") + fill("https://git.example.test:80")
				+ fill("https://git.example.test.:4430") + fill("http://git.example.test:443")
				+ fill("https://git.example.test..") + fill("https://git.example.test.evil.test")
				+ fill("https://git.example.test.@evil.test"), "git.example.test", "https");
		assertThat(output).contains("https://git.example.test:443/c.git filled\n",
				"https://git.example.test.:443 filled\n", "https://git.example.test. filled\n",
				"https://git.example.test:80 failed\n", "https://git.example.test.:4430 failed\n",
				"http://git.example.test:443 failed\n", "https://git.example.test.. failed\n",
				"https://git.example.test.evil.test failed\n", "https://git.example.test. at evil.test failed\n");
	}

	@Test
	void toolThatDropsEmptyVariablesChangesNothing() {
		assertThat(run("""
				for variable in $(env | sed -n 's/=$//p'); do unset "$variable"; done
				git init --quiet . && git status && echo status
				""" + list(url()), this.git.host(), "http")).contains("status\n", url() + " listed\n");
		assertThat(this.git.refused).isEmpty();
	}

	@Test
	void nothingThatIsInjectedIsEmpty() {
		try (GitPlatform platform = platform("exec sleep 600", this.git.host(), "http")) {
			Map<String, String> environment = platform.environment(platform.start(WorkspaceRequest.named("fix")));
			assertThat(environment).containsKeys("GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS").doesNotContainValue("");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=a.b GIT_CONFIG_VALUE_0=c",
			"export GIT_CONFIG_COUNT=0", "unset GIT_CONFIG_COUNT", "git() { command git -c a.b=c \"$@\"; }",
			"git() { command git -c credential.useHttpPath=false \"$@\"; }",
			"export GIT_CONFIG_PARAMETERS=\"$GIT_CONFIG_PARAMETERS 'a.b'='c'\"" })
	void toolThatConfiguresGitItselfChangesNothing(String tool) {
		assertThat(run(tool + "\n" + list(url()), this.git.host(), "http")).contains(url() + " listed\n");
		assertThat(this.git.refused).isEmpty();
	}

	// As pre-commit does
	@Test
	void toolThatDropsTheParametersOfGitLeavesTheHelper() {
		assertThat(run("git config --global --unset credential.helper; unset GIT_CONFIG_PARAMETERS\n" + list(url()),
				this.git.host(), "http"))
			.contains(url() + " listed\n");
		assertThat(this.git.refused).isEmpty();
	}

	@Test
	void serverThatIsBoundToAnotherAddressOfLoopbackIsAsked() {
		assertThat(run(list(url()), this.git.host(), "http", "server.address=127.0.0.2")).contains(url() + " listed\n");
		assertThat(this.git.refused).isEmpty();
	}

	private String url() {
		return this.git.url("demo.git");
	}

	private static String list(String url) {
		return "git ls-remote '" + url + "' && " + echo(url, "listed") + " || " + echo(url, "failed") + "\n";
	}

	private static String fill(String url) {
		return "echo 'url=" + url + "' | git credential fill | grep -q 'password=" + TOKEN + "' && "
				+ echo(url, "filled") + " || " + echo(url, "failed") + "\n";
	}

	private static String echo(String url, String result) {
		return "echo '" + url.replace("@", " at ") + " " + result + "'";
	}

	private String run(String script, String host, String protocol, String... properties) {
		try (GitPlatform platform = platform(BEGIN + script, host, protocol, properties)) {
			Workspace ended = platform.await(platform.start(WorkspaceRequest.named("fix")), WorkspaceState.STOPPED);
			return platform.log(ended);
		}
	}

	private GitPlatform platform(String script, String host, String protocol, String... properties) {
		return new GitPlatform("sh", this.directory.resolve("workspaces"), script,
				Stream
					.concat(Stream.of("provisionhook.git-credentials.hosts[0].host=" + host,
							"provisionhook.git-credentials.hosts[0].protocol=" + protocol,
							"provisionhook.git-credentials.hosts[0].token=" + TOKEN), Stream.of(properties))
					.toArray(String[]::new));
	}

}

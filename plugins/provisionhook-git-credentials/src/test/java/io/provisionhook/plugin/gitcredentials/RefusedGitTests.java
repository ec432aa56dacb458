package io.provisionhook.plugin.gitcredentials;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.plugin.internal.test.SettableClock;
import io.provisionhook.testsupport.InstalledTool;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that real git gets nothing by a token that is not good, wherever it is run with
 * the environment of a workspace.
 */
@Timeout(300)
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
class RefusedGitTests {

	private static final String OF_ACME = "marked-token-of-acme";

	private static final String OF_GLOBEX = "marked-token-of-globex";

	private final SettableClock clock = new SettableClock();

	private Path workspaces;

	private GitServer git;

	private GitPlatform platform;

	@BeforeAll
	void start(@TempDir Path repositories, @TempDir Path workspaces) throws Exception {
		InstalledTool.need("git");
		InstalledTool.need("curl");
		this.workspaces = workspaces;
		this.git = new GitServer(repositories, List.of(OF_ACME, OF_GLOBEX)::contains).withRepository("demo.git");
		// Two tenants, each with a host that is the same server by another name
		this.platform = new GitPlatform(this.clock, "sh", workspaces, "exec sleep 600",
				Stream.concat(host(0, "acme", this.git.host(), OF_ACME), host(1, "globex", globexHost(), OF_GLOBEX))
					.toArray(String[]::new));
	}

	@BeforeEach
	void forgetRequests() {
		this.git.passwords.clear();
		this.git.refused.clear();
	}

	@AfterAll
	void stop() {
		if (this.platform != null) {
			this.platform.close();
		}
		if (this.git != null) {
			this.git.close();
		}
	}

	@Test
	void tokenEndsWithTheWorkspaceAndDoesNotComeBackWithIt(CapturedOutput output) throws Exception {
		Workspace workspace = this.platform.start(request("acme"));
		Map<String, String> first = this.platform.environment(workspace);
		assertGranted(first, OF_ACME);
		this.platform.handler().stop(workspace.id());
		assertRefused(first);
		Workspace restarted = this.platform.await(this.platform.handler().restart(workspace.id()),
				WorkspaceState.RUNNING);
		assertThat(restarted.state()).isEqualTo(WorkspaceState.RUNNING);
		assertRefused(first);
		assertGranted(this.platform.environment(workspace), OF_ACME);
		assertThat(output).contains("the workspace has ended, or has been started again since it got the token");
	}

	@Test
	void tokenThatHasExpiredGetsNothing(CapturedOutput output) throws Exception {
		Map<String, String> environment = this.platform.environment(this.platform.start(request("acme")));
		assertGranted(environment, OF_ACME);
		this.clock.plus(Duration.ofDays(30));
		assertRefused(environment);
		assertThat(output).contains("Credential request refused: the token expired at ");
	}

	@Test
	void tokenThatIsNotOursGetsNothing(CapturedOutput output) throws Exception {
		Map<String, String> environment = this.platform.environment(this.platform.start(request("acme")));
		for (Forgery forgery : Forgery.values()) {
			assertRefused(with(forgery.of(tokenOf(environment)), environment));
			// Once for all forgeries that are refused for the same reason
			assertThat(output).containsOnlyOnce("Credential request refused: " + forgery.reason + "; ");
		}
		assertThat(this.git.passwords).isEmpty();
		assertGranted(environment, OF_ACME);
	}

	@Test
	void workspaceGetsNothingOfAnotherTenantsHost(CapturedOutput output) throws Exception {
		Workspace acme = this.platform.start(request("acme"));
		Map<String, String> ofAcme = this.platform.environment(acme);
		Map<String, String> ofGlobex = this.platform.environment(this.platform.start(request("globex")));
		assertThat(ofAcme.values()).noneSatisfy((value) -> assertThat(value).contains("localhost"));
		assertRefused(with(tokenOf(ofAcme), ofGlobex));
		assertThat(output).contains("Credential request refused: the token is for other hosts; workspace " + acme.id()
				+ "; host " + globexHost() + "; reference ");
		assertGranted(ofGlobex, OF_GLOBEX);
		assertThat(output).doesNotContain(OF_ACME, OF_GLOBEX);
	}

	private static Stream<String> host(int index, String tenant, String host, String token) {
		return Stream.of("host=" + host, "protocol=http", "tenants=" + tenant, "token=" + token)
			.map((property) -> "provisionhook.git-credentials.hosts[" + index + "]." + property);
	}

	private String globexHost() {
		return this.git.host().replace("127.0.0.1", "localhost");
	}

	private static WorkspaceRequest.Builder request(String tenant) {
		return WorkspaceRequest.named("fix").tenant(tenant);
	}

	private static String tokenOf(Map<String, String> environment) {
		return String.valueOf(environment.get(CredentialHelper.TOKEN));
	}

	private static Map<String, String> with(String token, Map<String, String> environment) {
		Map<String, String> copy = new HashMap<>(environment);
		copy.put(CredentialHelper.TOKEN, token);
		return copy;
	}

	private void assertGranted(Map<String, String> environment, String password) throws Exception {
		assertThat(runGit(environment)).isEqualTo("ended with 0\n");
		assertThat(this.git.passwords).last().isEqualTo(password);
	}

	private void assertRefused(Map<String, String> environment) throws Exception {
		String host = hostOf(environment);
		assertThat(runGit(environment))
			.containsPattern("provisionhook: no credential for " + host
					+ ": provisionhook: refused \\(reference [0-9a-f]{16}\\)")
			.contains("told us to quit")
			.endsWith("ended with 128\n");
		assertThat(this.git.refused).isEmpty();
	}

	private String hostOf(Map<String, String> environment) {
		return String.valueOf(environment.get("GIT_CONFIG_KEY_0")).contains("localhost") ? globexHost()
				: this.git.host();
	}

	private String runGit(Map<String, String> environment) throws Exception {
		ProcessBuilder builder = new ProcessBuilder("git", "ls-remote", "http://" + hostOf(environment) + "/demo.git")
			.redirectErrorStream(true);
		String path = builder.environment().get("PATH");
		builder.environment().clear();
		builder.environment().putAll(environment);
		builder.environment().put("PATH", path);
		builder.environment().put("HOME", this.workspaces.toString());
		Process process = builder.start();
		try (InputStream output = process.getInputStream()) {
			String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
			return text + "ended with " + process.waitFor() + "\n";
		}
	}

	/**
	 * What a workspace might try with its own token.
	 */
	enum Forgery {

		OTHER_HOST("the token was not signed by this application"),

		TRUNCATED("the token was not signed by this application"),

		UNSIGNED("the token is malformed"),

		EMPTY("there is no bearer token");

		private final String reason;

		Forgery(String reason) {
			this.reason = reason;
		}

		String of(String token) {
			String[] parts = token.split("\\.", 3);
			String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
			return switch (this) {
				case OTHER_HOST -> parts[0] + "." + encode(claims.replace("127.0.0.1", "localhost")) + "." + parts[2];
				case TRUNCATED -> token.substring(0, token.length() - 5);
				case UNSIGNED -> encode("{\"alg\":\"none\"}") + "." + parts[1] + ".";
				case EMPTY -> "";
			};
		}

		private static String encode(String text) {
			return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
		}

	}

}

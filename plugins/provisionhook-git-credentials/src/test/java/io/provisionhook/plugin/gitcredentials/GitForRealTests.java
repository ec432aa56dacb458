package io.provisionhook.plugin.gitcredentials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
 * Tests with real git, a real git server that accepts only the token of the moment, real
 * processes and a real web server. Tokens come from a stand-in for Bitbucket, live for
 * two seconds, and are refused after that, or as soon as there is another. Time passes
 * only when a workspace asks for it.
 */
@Timeout(600)
@ExtendWith(OutputCaptureExtension.class)
class GitForRealTests {

	private static final Duration LIFETIME = Duration.ofSeconds(2);

	private static final String BEGIN = """
			export HOME="$PWD" GIT_CONFIG_NOSYSTEM=1
			git clone --quiet --config maintenance.auto=false "$REPOSITORY" work
			cd work
			""";

	@TempDir
	private Path repositories;

	@TempDir
	private Path workspaces;

	private final SettableClock clock = new SettableClock();

	private final StandIn time = new StandIn() {

		@Override
		Reply answer(Call call) {
			GitForRealTests.this.clock.plus(GitForRealTests.this.step);
			return new Reply(200, "");
		}

	};

	private final Set<Path> otherProcesses = processes();

	private final Set<String> commandLines = ConcurrentHashMap.newKeySet();

	private final Bitbucket bitbucket = new Bitbucket().expiresIn((int) LIFETIME.toSeconds());

	private final AtomicInteger issued = new AtomicInteger();

	private volatile Duration step = LIFETIME;

	private volatile Instant issuedAt = Instant.EPOCH;

	private volatile Predicate<String> accepts = this::isCurrent;

	private GitServer git;

	@BeforeEach
	void start() throws Exception {
		InstalledTool.need("git");
		InstalledTool.need("curl");
		this.git = new GitServer(this.repositories, (password) -> {
			addCommandLines();
			return this.accepts.test(password);
		}).withRepository("demo.git");
		this.bitbucket.beforeAnswer((call) -> {
			addCommandLines();
			this.issuedAt = this.clock.instant();
			this.issued.incrementAndGet();
		});
	}

	private boolean isCurrent(String password) {
		return password.equals(Bitbucket.accessToken(this.issued.get()))
				&& this.clock.instant().isBefore(this.issuedAt.plus(LIFETIME));
	}

	@AfterEach
	void stop() {
		if (this.git != null) {
			this.git.close();
		}
		this.bitbucket.close();
		this.time.close();
	}

	@Test
	void workspaceThatOutlivesItsTokensTwentyTimesNeverSeesARefusal(CapturedOutput output) throws Exception {
		String script = BEGIN + """
				turn=1
				while test $turn -le 20; do
				    git commit --quiet --allow-empty --message "Turn $turn"
				    git push --quiet origin HEAD:main
				    curl -q -fsS --noproxy '*' "$TIME"
				    test $((turn % 5)) -ne 0 || git fetch --quiet origin
				    echo "turn $turn done"
				    turn=$((turn + 1))
				done
				""";
		String endpointToken;
		try (GitPlatform platform = platform(script)) {
			Workspace workspace = platform.start(WorkspaceRequest.named("fix"));
			endpointToken = platform.environment(workspace).get("PROVISIONHOOK_CREDENTIALS_TOKEN");
			Workspace ended = Awaitility.await()
				.atMost(Duration.ofMinutes(8))
				.pollInterval(Duration.ofMillis(25))
				.until(() -> lookAround(platform, workspace), (current) -> current.state() != WorkspaceState.RUNNING);
			assertThat(platform.log(workspace)).contains("turn 20 done").doesNotContain("provisionhook:", "fatal");
			assertThat(ended.state()).isEqualTo(WorkspaceState.STOPPED);
		}
		assertThat(this.git.refused).isEmpty();
		assertThat(this.git.usernames).containsOnly("x-token-auth");
		assertThat(new HashSet<>(this.git.passwords)).hasSizeGreaterThanOrEqualTo(20);
		assertThat(commits()).isEqualTo("20");
		assertThat(this.commandLines).anySatisfy((line) -> assertThat(line).contains("curl", "--data-urlencode"));
		Set<String> secrets = new HashSet<>(this.git.passwords);
		secrets.add(endpointToken);
		secrets.add(Bitbucket.SECRET);
		assertThat(secrets).hasSizeGreaterThan(20);
		assertThat(this.commandLines).noneMatch((line) -> containsAny(line, secrets));
		assertThat(output.getAll()).doesNotContain(secrets.toArray(String[]::new));
		assertThat(filesWith(secrets, this.workspaces)).isEmpty();
		assertThat(filesWith(secrets, this.repositories)).isEmpty();
		assertThatStaleTokenIsRefused(this.git.passwords.get(this.git.passwords.size() - 1));
	}

	private Workspace lookAround(GitPlatform platform, Workspace workspace) {
		addCommandLines();
		return platform.handler().get(workspace.id());
	}

	private void assertThatStaleTokenIsRefused(String token) throws Exception {
		String url = this.git.url("demo.git").replace("http://", "http://x-token-auth:" + token + "@");
		assertThat(listRemote(url)).isZero();
		this.clock.plus(LIFETIME);
		assertThat(listRemote(url)).isEqualTo(128);
		assertThat(this.git.refused).isNotEmpty();
	}

	private int listRemote(String url) throws Exception {
		ProcessBuilder builder = new ProcessBuilder("git", "ls-remote", url)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD);
		builder.environment()
			.putAll(Map.of("GIT_TERMINAL_PROMPT", "0", "GIT_ASKPASS", "true", "GIT_CONFIG_NOSYSTEM", "1", "HOME",
					this.workspaces.toString()));
		return builder.start().waitFor();
	}

	@Test
	void tokenThatIsRevokedBeforeItsTimeIsReplacedForTheNextCommand(CapturedOutput output) {
		this.bitbucket.expiresIn(7200);
		this.step = Duration.ofSeconds(30);
		AtomicInteger uses = new AtomicInteger();
		// The two requests of the first command
		this.accepts = (password) -> !password.equals(Bitbucket.accessToken(1)) || uses.incrementAndGet() <= 2;
		String script = """
				export HOME="$PWD" GIT_CONFIG_NOSYSTEM=1
				git ls-remote "$REPOSITORY" && echo accepted
				git ls-remote "$REPOSITORY" || echo refused at once
				curl -q -fsS --noproxy '*' "$TIME"
				git ls-remote "$REPOSITORY" || echo refused
				git ls-remote "$REPOSITORY" && echo accepted again
				""";
		try (GitPlatform platform = platform(script)) {
			Workspace ended = platform.await(platform.start(WorkspaceRequest.named("fix")), WorkspaceState.STOPPED);
			assertThat(platform.log(ended)).containsSubsequence("accepted\n", "Authentication failed",
					"refused at once\n", "Authentication failed", "refused\n", "accepted again\n");
		}
		assertThat(this.git.refused).hasSize(2);
		assertThat(this.bitbucket.calls()).hasSize(2);
		assertThat(output).containsOnlyOnce("Credential request kept: the source has another credential than the one"
				+ " that was not accepted, or keeps none, or got it less than 30 seconds ago; ");
		assertThat(output).containsOnlyOnce("Credential request forgotten: the host did not accept the last one; ");
	}

	@Test
	void sourceThatFailsIsAClearErrorToGitAndNoPrompt(CapturedOutput output) {
		this.bitbucket.beforeAnswer((call) -> this.bitbucket.next(new StandIn.Reply(503, "")));
		try (GitPlatform platform = platform(BEGIN)) {
			Workspace failed = platform.await(platform.start(WorkspaceRequest.named("fix")), WorkspaceState.FAILED);
			assertThat(failed.exitCode()).isEqualTo(128);
			assertThat(platform.log(failed))
				.containsPattern("provisionhook: no credential for " + this.git.host()
						+ ": provisionhook: no credential at the moment \\(reference [0-9a-f]{16}\\)")
				.contains("told us to quit");
		}
		assertThat(output).contains("Credential request failed: Bitbucket: " + this.bitbucket.url()
				+ " answered with status 503; the call is repeated later; workspace ");
	}

	private GitPlatform platform(String script) {
		return new GitPlatform(this.clock, "sh", this.workspaces,
				"REPOSITORY='" + this.git.url("demo.git") + "' TIME='" + this.time.url() + "'\n" + script,
				"provisionhook.git-credentials.hosts[0].host=" + this.git.host(),
				"provisionhook.git-credentials.hosts[0].protocol=http",
				"provisionhook.git-credentials.hosts[0].bitbucket.url=" + this.bitbucket.url(),
				"provisionhook.git-credentials.hosts[0].bitbucket.client-id=" + Bitbucket.KEY,
				"provisionhook.git-credentials.hosts[0].bitbucket.client-secret=" + Bitbucket.SECRET);
	}

	private String commits() throws Exception {
		Process count = new ProcessBuilder("git", "--git-dir", this.repositories.resolve("demo.git").toString(),
				"rev-list", "--count", "main")
			.start();
		return new String(count.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
	}

	private static boolean containsAny(String text, Set<String> secrets) {
		return secrets.stream().anyMatch(text::contains);
	}

	private static List<Path> filesWith(Set<String> secrets, Path directory) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter(Files::isRegularFile).filter((file) -> containsAny(read(file), secrets)).toList();
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file, StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	// Also whenever a token is made or used, since programs that have to do with it run
	// then
	private void addCommandLines() {
		for (Path process : processes()) {
			try {
				if (!this.otherProcesses.contains(process)) {
					this.commandLines.add(Files.readString(process.resolve("cmdline")));
				}
			}
			catch (IOException ex) {
				// It has ended
			}
		}
	}

	private static Set<Path> processes() {
		try (Stream<Path> files = Files.list(Path.of("/proc"))) {
			return files.filter((file) -> file.getFileName().toString().matches("[0-9]+")).collect(Collectors.toSet());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

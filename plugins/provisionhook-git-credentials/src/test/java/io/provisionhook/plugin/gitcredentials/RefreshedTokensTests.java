package io.provisionhook.plugin.gitcredentials;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.EnvMutator;
import io.provisionhook.MutatorException;
import io.provisionhook.Registry;
import io.provisionhook.credential.Credential;
import io.provisionhook.plugin.gitcredentials.StandIn.Reply;
import io.provisionhook.plugin.test.SettableClock;
import io.provisionhook.plugin.upstream.UpstreamException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RefreshedTokens} and {@link OneUseToken}, with an OAuth application of
 * GitLab.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class RefreshedTokensTests {

	private static final String PREFIX = "provisionhook.git-credentials.hosts[0].gitlab.";

	private final SettableClock clock = new SettableClock();

	private final GitLab gitLab = new GitLab(this.clock);

	private final CountDownLatch end = new CountDownLatch(1);

	@TempDir
	private Path directory;

	private Plugin plugin = Plugin.of(this.clock, "token=unused");

	@BeforeEach
	void authorize() throws IOException {
		Files.writeString(file(), GitLab.refreshToken(0) + "\n");
		this.plugin = plugin();
	}

	private Path file() {
		return this.directory.resolve("refresh-token");
	}

	private Plugin plugin() {
		return Plugin.of(this.clock, "gitlab.url=" + this.gitLab.url(), "gitlab.client-id=" + GitLab.CLIENT_ID,
				"gitlab.client-secret=" + GitLab.CLIENT_SECRET, "gitlab.refresh-token-file=" + file());
	}

	@AfterEach
	void close() {
		this.end.countDown();
		this.plugin.close();
		this.gitLab.close();
	}

	@Test
	void tokenIsGotByTheRefreshTokenWhoseSuccessorIsInTheFileBefore() throws Exception {
		assertThat(this.plugin.ask())
			.isEqualTo(Credential.of("oauth2", GitLab.accessToken(1), Instant.parse("2126-03-01T14:00:00Z")));
		assertThat(file()).hasContent(GitLab.refreshToken(1));
		assertThat(this.plugin.ask().secret()).isEqualTo(GitLab.accessToken(1));
		assertThat(this.gitLab.calls()).containsExactly("POST /oauth/token");
	}

	@Test
	void fileKeepsItsPermissionsAndNothingElseIsLeft() throws Exception {
		Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
		this.plugin.ask();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-r-----");
		assertThat(this.directory).isDirectoryNotContaining("glob:**.new");
	}

	@Test
	void linkToTheFileStaysALink() throws Exception {
		Path target = Files.move(file(), this.directory.resolve("target"));
		Files.createSymbolicLink(file(), target);
		this.plugin.ask();
		assertThat(file()).isSymbolicLink();
		assertThat(target).hasContent(GitLab.refreshToken(1));
	}

	@Test
	void tokenThatLivesSecondsIsRenewedByTheNextRefreshToken() throws Exception {
		this.gitLab.expiresIn(10);
		this.plugin.ask();
		this.clock.plus(Duration.ofSeconds(8));
		assertThat(this.plugin.ask().secret()).isEqualTo(GitLab.accessToken(2));
		assertThat(file()).hasContent(GitLab.refreshToken(2));
	}

	@Test
	void applicationThatIsStartedAgainGoesOnWithTheFile() throws Exception {
		this.plugin.ask();
		this.plugin.close();
		this.plugin = plugin();
		assertThat(this.plugin.ask().secret()).isEqualTo(GitLab.accessToken(2));
		assertThat(file()).hasContent(GitLab.refreshToken(2));
	}

	@Test
	void refreshTokenIsUsedOnceForAllWhoAskAtTheSameTime() throws Exception {
		assertThat(new HashSet<>(this.plugin.askAtOnce(500))).hasSize(1);
		assertThat(this.gitLab.calls()).hasSize(1);
	}

	@Test
	void refreshTokenThatWasUsedIsExplainedWithoutTheAnswer(CapturedOutput output) throws Exception {
		this.plugin.ask();
		Files.writeString(file(), GitLab.refreshToken(0));
		this.clock.plus(Duration.ofHours(2));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::ask)
			.withMessage("GitLab: the refresh token in the file of '" + PREFIX + "refresh-token-file' is not accepted "
					+ "any more (invalid_grant, status 400); authorize the application again and write the refresh token "
					+ "into the file")
			.withNoCause();
		assertThat(file()).hasContent(GitLab.refreshToken(0));
		assertThat(output).doesNotContain("refresh-0", "access-0", "gloas");
	}

	@Test
	void tokenThatIsStillGoodIsServedWhenTheRefreshTokenIsNot() throws Exception {
		this.plugin.ask();
		Files.writeString(file(), GitLab.refreshToken(0));
		this.clock.plus(Duration.ofMinutes(116));
		assertThat(this.plugin.ask())
			.isEqualTo(new Credential("oauth2", GitLab.accessToken(1), Instant.parse("2126-03-01T14:00:00Z"), true));
		assertThat(this.plugin.ask().stale()).isTrue();
		assertThat(this.gitLab.calls()).hasSize(2);
	}

	@Test
	void clientThatIsNotAcceptedIsExplained() {
		this.gitLab.next(new Reply(401, "{\"error\":\"invalid_client\",\"error_description\":\"gloas-leaked\"}"));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::ask)
			.withMessage("GitLab: the OAuth client is not accepted (invalid_client, status 401); check '" + PREFIX
					+ "client-id' and '" + PREFIX + "client-secret'");
		assertThat(file()).hasContent(GitLab.refreshToken(0));
	}

	@Test
	void refreshTokenIsNotUsedIfItsSuccessorCouldNotBeWritten() throws Exception {
		Files.createDirectory(this.directory.resolve(".refresh-token.lock"));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::ask)
			.withMessage("GitLab: the file '" + file() + "' can't be replaced, but the next token has to be written "
					+ "there; let the user of the application write into its directory, or mount the directory instead "
					+ "of the file");
		assertThat(this.gitLab.calls()).isEmpty();
	}

	@Test
	void refreshTokenIsNotUsedWhileAnotherProcessUsesIt() throws Exception {
		this.plugin = Plugin.of(this.clock, "gitlab.url=" + this.gitLab.url(), "gitlab.client-id=" + GitLab.CLIENT_ID,
				"gitlab.client-secret=" + GitLab.CLIENT_SECRET, "gitlab.refresh-token-file=" + file(),
				"request-timeout=100ms");
		FileChannel other = AtomicFile.lock(file(), Duration.ZERO);
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::ask)
			.withMessage("GitLab: the file '" + file() + "' is locked by another process; let each have a token of its "
					+ "own");
		assertThat(this.gitLab.calls()).isEmpty();
		other.close();
		assertThat(this.plugin.ask().secret()).isEqualTo(GitLab.accessToken(1));
	}

	@Test
	void successorThatCannotBeWrittenIsKeptUntilItCan(CapturedOutput output) throws Exception {
		Path aside = this.directory.resolve("aside");
		this.gitLab.beforeAnswer((call) -> move(file(), aside));
		assertThat(this.plugin.ask().secret()).isEqualTo(GitLab.accessToken(1));
		assertThat(output)
			.contains("The file '" + file() + "' could not be replaced, so the only token that is good is "
					+ "lost when the application ends; let its user write into the directory")
			.doesNotContain("refresh-0");
		move(aside, file());
		this.gitLab.beforeAnswer((call) -> assertThat(file()).hasContent(GitLab.refreshToken(1)));
		this.clock.plus(Duration.ofHours(2));
		assertThat(this.plugin.ask().secret()).isEqualTo(GitLab.accessToken(2));
		assertThat(file()).hasContent(GitLab.refreshToken(2));
	}

	@Test
	void tokenThatSomebodyWritesIsPreferredToOneThatCouldNotBeWritten() throws Exception {
		this.gitLab.beforeAnswer((call) -> move(file(), this.directory.resolve("aside")));
		this.plugin.ask();
		this.gitLab.beforeAnswer((call) -> assertThat(call.form()).containsEntry("refresh_token", "refresh-by-hand"));
		Files.writeString(file(), "refresh-by-hand");
		this.clock.plus(Duration.ofHours(2));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::ask)
			.withMessageContaining("invalid_grant");
	}

	private static void move(Path from, Path to) {
		try {
			Files.move(from, to);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void successorIsWrittenAlsoIfNobodyWaitsForItAnyMore() throws Exception {
		hang();
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> this.plugin.ask(Plugin.context("acme", Duration.ofSeconds(2))))
			.withMessageMatching("GitLab: no answer within 1?\\d{1,3} ms");
		this.end.countDown();
		Awaitility.await().untilAsserted(() -> assertThat(file()).hasContent(GitLab.refreshToken(1)));
		assertThat(this.plugin.ask().secret()).isEqualTo(GitLab.accessToken(2));
	}

	@Test
	void closingWaitsUntilTheSuccessorIsWritten() throws Exception {
		hang();
		Future<Credential> asker = this.plugin.askLater(Duration.ofSeconds(50));
		Awaitility.await().until(() -> !this.gitLab.calls().isEmpty());
		Thread closing = new Thread(this.plugin.hosts::close);
		closing.start();
		Awaitility.await().until(asker::isDone);
		this.end.countDown();
		closing.join();
		assertThat(file()).hasContent(GitLab.refreshToken(1));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::ask)
			.withMessage("GitLab: the application is stopping");
	}

	private void hang() {
		this.gitLab.beforeAnswer((call) -> {
			try {
				this.end.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

	@Test
	void tokenIsTakenOutOfErrors() {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("git", (context, env) -> {
			throw new IllegalStateException("can't use " + this.plugin.ask(context).secret());
		}));
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> registry.run(Plugin.context("acme", Duration.ofSeconds(30)), new HashMap<>()))
			.withMessage("provisionhook \"git\": can't use [redacted]");
	}

}

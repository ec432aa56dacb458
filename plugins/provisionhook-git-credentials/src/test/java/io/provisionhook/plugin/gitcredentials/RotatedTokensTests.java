package io.provisionhook.plugin.gitcredentials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.credential.Credential;
import io.provisionhook.plugin.gitcredentials.StandIn.Reply;
import io.provisionhook.plugin.test.SettableClock;
import io.provisionhook.plugin.upstream.UpstreamException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RotatedTokens} and {@link GitLabTokens}.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class RotatedTokensTests {

	private static final String LOOK = "GET /api/v4/personal_access_tokens/self";

	private static final String ROTATE = "POST /api/v4/personal_access_tokens/self/rotate";

	private static final String PREFIX = "provisionhook.git-credentials.hosts[0].gitlab.";

	private static final String OLD = GitLab.token(0);

	private static final String NEW = GitLab.token(1);

	private static final Instant EXPIRY = Instant.parse("2126-03-31T00:00:00Z");

	private final SettableClock clock = new SettableClock();

	private final GitLab gitLab = new GitLab(this.clock);

	private final CountDownLatch end = new CountDownLatch(1);

	@TempDir
	private Path directory;

	private Plugin plugin = Plugin.of(this.clock, "token=unused");

	@BeforeEach
	void start() throws IOException {
		Files.writeString(file(), OLD);
		this.plugin = plugin();
	}

	private Path file() {
		return this.directory.resolve("token");
	}

	private Plugin plugin() {
		return Plugin.of(this.clock, "gitlab.url=" + this.gitLab.url(), "gitlab.token-file=" + file(),
				"gitlab.rotate-before=3d");
	}

	@AfterEach
	void close() {
		this.end.countDown();
		this.plugin.close();
		this.gitLab.close();
	}

	private void passToThreeDaysBeforeExpiry() {
		this.clock.plus(Duration.between(this.clock.instant(), EXPIRY.minus(Duration.ofDays(3))));
	}

	@Test
	void tokenIsUsedAsItIsWhileItIsGood() throws Exception {
		assertThat(this.plugin.ask()).isEqualTo(Credential.of("oauth2", OLD, EXPIRY));
		this.plugin.ask();
		assertThat(this.gitLab.calls()).containsExactly(LOOK);
		this.clock.plus(Duration.ofHours(1));
		this.plugin.ask();
		assertThat(this.gitLab.calls()).containsExactly(LOOK, LOOK);
	}

	@Test
	void tokenIsRotatedInTime(CapturedOutput output) throws Exception {
		this.plugin.ask();
		passToThreeDaysBeforeExpiry();
		assertThat(this.plugin.ask()).isEqualTo(Credential.of("oauth2", NEW, Instant.parse("2126-04-04T00:00:00Z")));
		assertThat(this.gitLab.accepts(OLD)).isFalse();
		assertThat(this.gitLab.accepts(NEW)).isTrue();
		assertThat(file()).hasContent(NEW);
		assertThat(this.gitLab.calls()).containsExactly(LOOK, LOOK, ROTATE);
		assertThat(this.plugin.ask().secret()).isEqualTo(NEW);
		assertThat(this.gitLab.rotations()).isEqualTo(1);
		assertThat(output)
			.contains("The token in the file '" + file() + "' was rotated; the new one expires at "
					+ "2126-04-04T00:00:00Z")
			.doesNotContain("glpat-");
	}

	@Test
	void fileKeepsItsPermissions() throws Exception {
		Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
		passToThreeDaysBeforeExpiry();
		this.plugin.ask();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-------");
	}

	@Test
	void applicationThatIsStartedAgainGoesOnWithTheFile() throws Exception {
		passToThreeDaysBeforeExpiry();
		this.plugin.ask();
		this.plugin.close();
		this.plugin = plugin();
		assertThat(this.plugin.ask()).isEqualTo(Credential.of("oauth2", NEW, Instant.parse("2126-04-04T00:00:00Z")));
		assertThat(this.gitLab.rotations()).isEqualTo(1);
		this.clock.plus(Duration.ofDays(4));
		assertThat(this.plugin.ask().secret()).isEqualTo(GitLab.token(2));
	}

	@Test
	void tokenThatLivesShorterThanTheTimeBeforeItsExpiryIsRotatedInTheMiddleOfItsLife() throws Exception {
		this.plugin = Plugin.of(this.clock, "gitlab.url=" + this.gitLab.url(), "gitlab.token-file=" + file(),
				"gitlab.rotate-before=30d");
		this.clock.plus(Duration.ofDays(15));
		this.plugin.ask();
		this.plugin.ask();
		this.clock.plus(Duration.ofDays(3));
		this.plugin.ask();
		assertThat(this.gitLab.rotations()).isEqualTo(1);
		this.clock.plus(Duration.ofDays(1));
		this.plugin.ask();
		assertThat(this.gitLab.rotations()).isEqualTo(2);
	}

	@Test
	void tokenWithoutAnEndIsNotRotated() throws Exception {
		this.gitLab.expiresAt(null);
		assertThat(this.plugin.ask()).isEqualTo(Credential.of("oauth2", OLD, null));
		this.clock.plus(Duration.ofDays(900));
		assertThat(this.plugin.ask().secret()).isEqualTo(OLD);
	}

	@Test
	void tokenIsRotatedOnceForAllWhoAskAtTheSameTime() throws Exception {
		passToThreeDaysBeforeExpiry();
		assertThat(new HashSet<>(this.plugin.askAtOnce(500))).hasSize(1);
		assertThat(this.gitLab.rotations()).isEqualTo(1);
		assertThat(this.gitLab.accepts(NEW)).isTrue();
	}

	@Test
	void tokenThatSomebodyElseWritesIsUsedAtOnce() throws Exception {
		this.plugin.ask();
		Files.writeString(file(), this.gitLab.rotateElsewhere());
		assertThat(this.plugin.ask().secret()).isEqualTo(NEW);
	}

	@Test
	void tokenThatSomebodyElseRotatesMeanwhileIsNotRotatedAgain() throws Exception {
		passToThreeDaysBeforeExpiry();
		this.gitLab.next(new Reply(200, "{\"expires_at\": \"2126-03-31\", \"created_at\": \"2126-03-01T00:00:00Z\"}"));
		this.gitLab.beforeAnswer((call) -> {
			this.gitLab.beforeAnswer((next) -> {
			});
			write(this.gitLab.rotateElsewhere());
		});
		assertThat(this.plugin.ask()).isEqualTo(Credential.of("oauth2", NEW, Instant.parse("2126-04-04T00:00:00Z")));
		assertThat(this.gitLab.calls()).containsExactly(LOOK, LOOK);
	}

	private void write(String token) {
		try {
			Files.writeString(file(), token);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void tokenIsServedWhileItCannotBeRotated(CapturedOutput output) throws Exception {
		passToThreeDaysBeforeExpiry();
		this.gitLab.beforeAnswer((call) -> {
			if (call.method().equals("POST")) {
				this.gitLab.next(new Reply(503, "glpat-leaked"));
			}
		});
		assertThat(this.plugin.ask()).isEqualTo(new Credential("oauth2", OLD, EXPIRY, true));
		this.clock.plus(Duration.ofSeconds(59));
		assertThat(this.plugin.ask().stale()).isTrue();
		assertThat(this.gitLab.calls()).hasSize(2);
		this.clock.plus(Duration.ofSeconds(1));
		assertThat(this.plugin.ask().stale()).isTrue();
		assertThat(this.gitLab.calls()).hasSize(4);
		assertThat(output)
			.containsOnlyOnce("A token that expires at 2126-03-31T00:00:00Z could not be rotated: GitLab: "
					+ this.gitLab.url() + " answered with status 503; it is asked again later")
			.doesNotContain("glpat-");
		this.gitLab.beforeAnswer((call) -> {
		});
		this.clock.plus(Duration.ofMinutes(1));
		assertThat(this.plugin.ask().secret()).isEqualTo(NEW);
	}

	@Test
	void tokenIsNotRotatedIfTheNextOneCouldNotBeWritten(CapturedOutput output) throws Exception {
		Files.createDirectory(this.directory.resolve(".token.lock"));
		passToThreeDaysBeforeExpiry();
		assertThat(this.plugin.ask()).isEqualTo(new Credential("oauth2", OLD, EXPIRY, true));
		assertThat(output)
			.contains("A token that expires at 2126-03-31T00:00:00Z could not be rotated: GitLab: the file '" + file()
					+ "' can't be replaced, but the next token has to be written there; let the user of the "
					+ "application write into its directory, or mount the directory instead of the file");
		assertThat(this.gitLab.calls()).containsExactly(LOOK);
	}

	@Test
	void tokenThatCannotBeWrittenAfterAllIsUsedAndWrittenLater(CapturedOutput output) throws Exception {
		Path aside = this.directory.resolve("aside");
		passToThreeDaysBeforeExpiry();
		this.gitLab.beforeAnswer((call) -> {
			if (call.method().equals("POST")) {
				move(file(), aside);
			}
		});
		assertThat(this.plugin.ask().secret()).isEqualTo(NEW);
		assertThat(output).contains("could not be replaced, so the only token that is good is lost");
		move(aside, file());
		assertThat(this.plugin.ask().secret()).isEqualTo(NEW);
		assertThat(file()).hasContent(NEW);
		assertThat(this.gitLab.rotations()).isEqualTo(1);
	}

	private static void move(Path from, Path to) {
		try {
			Files.move(from, to);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void tokenIsWrittenAlsoIfNobodyWaitsForItAnyMore() throws Exception {
		passToThreeDaysBeforeExpiry();
		this.gitLab.beforeAnswer((call) -> {
			if (call.method().equals("POST")) {
				await(this.end);
			}
		});
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> this.plugin.ask(Plugin.context("acme", Duration.ofSeconds(1))))
			.withMessageMatching("GitLab: no answer within [89]\\d\\d ms");
		this.end.countDown();
		Awaitility.await().untilAsserted(() -> assertThat(file()).hasContent(NEW));
		assertThat(this.plugin.ask().secret()).isEqualTo(NEW);
		assertThat(this.gitLab.rotations()).isEqualTo(1);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void tokenThatGitLabDoesNotAcceptIsNotServed() throws Exception {
		this.plugin.ask();
		this.gitLab.rotateElsewhere();
		this.clock.plus(Duration.ofHours(1));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::ask)
			.withMessage("GitLab: the token in the file of '" + PREFIX + "token-file' is not accepted (status 401); it "
					+ "has expired or was revoked, so create another one and write it into the file");
		assertThat(this.gitLab.calls()).doesNotContain(ROTATE);
	}

	@Test
	void tokenThatIsStillGoodIsServedWhenGitLabIsNotWell() throws Exception {
		this.plugin.ask();
		this.clock.plus(Duration.ofHours(1));
		this.gitLab.next(new Reply(503, ""));
		assertThat(this.plugin.ask()).isEqualTo(new Credential("oauth2", OLD, EXPIRY, true));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = {
			"403 | glpat-leaked | the token in the file of '{}token-file' may not be looked at (status 403); it needs the "
					+ "scope api or self_rotate",
			"404 | \"\" | [] does not know access tokens that look after themselves (status 404), which GitLab 16.10 and "
					+ "later do; correct '{}url'",
			"429 | \"\" | [] wants fewer calls (status 429); it is asked again later",
			"500 | \"\" | [] answered with status 500; it is asked again later",
			"302 | \"\" | [] answered with status 302; check '{}url' and proxies in between",
			"200 | glpat-leaked | the answer of [] is not what GitLab sends, it is no JSON object; check '{}url' and "
					+ "proxies in between",
			"200 | {\"expires_at\":\"glpat-leaked\"} | the answer of [] is not what GitLab sends, its 'expires_at' is no "
					+ "date; check '{}url' and proxies in between",
			"200 | {\"active\":false} | the token in the file of '{}token-file' is not active any more; it has expired or "
					+ "was revoked, so create another one and write it into the file" })
	void refusalIsExplainedWithoutTheAnswer(int status, String body, String message) {
		this.gitLab.next(new Reply(status, body));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::ask)
			.withMessage("GitLab: " + message.replace("{}", PREFIX).replace("[]", this.gitLab.url()))
			.withNoCause();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = {
			"400 | glpat-leaked | the token in the file of '{}token-file' was not rotated (status 400); rotate it by hand "
					+ "and write the new one into the file",
			"403 | \"\" | the token in the file of '{}token-file' may not rotate itself (status 403); it has to be an "
					+ "access token with the scope api or self_rotate",
			"405 | \"\" | the token in the file of '{}token-file' may not rotate itself (status 405); it has to be an "
					+ "access token with the scope api or self_rotate",
			"200 | {} | the answer of [] is not what GitLab sends, it has no 'token'; check '{}url' and proxies in between" })
	void refusalToRotateIsExplained(int status, String body, String message, CapturedOutput output) throws Exception {
		passToThreeDaysBeforeExpiry();
		this.gitLab.beforeAnswer((call) -> {
			if (call.method().equals("POST")) {
				this.gitLab.next(new Reply(status, body));
			}
		});
		assertThat(this.plugin.ask().stale()).isTrue();
		assertThat(output)
			.contains("could not be rotated: GitLab: " + message.replace("{}", PREFIX).replace("[]", this.gitLab.url()))
			.doesNotContain("glpat-");
	}

	@Test
	void tokenThatExpiresAndCannotBeRotatedIsNotServed() throws Exception {
		this.plugin.ask();
		this.clock.plus(Duration.between(this.clock.instant(), EXPIRY));
		this.gitLab.next(new Reply(503, ""));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::ask)
			.withMessage("GitLab: " + this.gitLab.url() + " answered with status 503; it is asked again later");
	}

}

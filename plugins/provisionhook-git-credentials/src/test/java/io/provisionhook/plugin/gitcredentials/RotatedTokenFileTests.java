package io.provisionhook.plugin.gitcredentials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.credential.Credential;
import io.provisionhook.plugin.gitcredentials.StandIn.Reply;
import io.provisionhook.plugin.upstream.UpstreamException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the file that {@link RotatedTokens} are written into.
 */
@ExtendWith(OutputCaptureExtension.class)
class RotatedTokenFileTests extends RotatedTokensSetUp {

	private final CountDownLatch end = new CountDownLatch(1);

	@AfterEach
	void letGo() {
		this.end.countDown();
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
			.isThrownBy(() -> this.plugin.ask(Plugin.context("acme", Duration.ofSeconds(2))))
			.withMessageMatching("GitLab: no answer within 1?\\d{1,3} ms");
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

}

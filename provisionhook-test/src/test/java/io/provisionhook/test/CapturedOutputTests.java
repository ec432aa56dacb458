package io.provisionhook.test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.provisionhook.Env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CapturedOutput}.
 */
class CapturedOutputTests {

	private static final String SECRET = "s3cr3t-value";

	private final KnownSecrets secrets = new KnownSecrets(List.of(SECRET), Env.of(Map.of()));

	private final PrintStream out = System.out;

	private final ByteArrayOutputStream console = new ByteArrayOutputStream();

	@BeforeEach
	void replaceConsole() {
		System.setOut(new PrintStream(this.console, true, StandardCharsets.UTF_8));
	}

	@AfterEach
	void restoreConsole() {
		System.setOut(this.out);
	}

	@Test
	void outputGetsWhereItWasMeantToGo() {
		try (CapturedOutput output = new CapturedOutput()) {
			System.out.print("hello ");
			System.out.write('!');
			output.requireFreeOf(this.secrets);
		}
		assertThat(this.console.toString(StandardCharsets.UTF_8)).isEqualTo("hello !");
	}

	@Test
	void streamThatSomebodyKeepsIsNotCopiedLater() {
		CapturedOutput output = new CapturedOutput();
		PrintStream kept = System.out;
		output.close();
		kept.println(SECRET);
		assertThatCode(() -> output.requireFreeOf(this.secrets)).doesNotThrowAnyException();
		assertThat(this.console.toString(StandardCharsets.UTF_8)).contains(SECRET);
	}

	@Test
	void closingRestoresStreamsHandlersAndLevels() {
		PrintStream before = System.out;
		PrintStream errBefore = System.err;
		Logger root = Logger.getLogger("");
		Logger quiet = Logger.getLogger("com.example.quiet");
		quiet.setLevel(Level.OFF);
		List<Handler> handlers = List.of(root.getHandlers());
		Level level = root.getLevel();
		try (CapturedOutput output = new CapturedOutput()) {
			assertThat(System.out).isNotSameAs(before);
			assertThat(quiet.getLevel()).isEqualTo(Level.ALL);
			assertThat(root.getHandlers()).hasSize(handlers.size() + 1);
			output.requireFreeOf(this.secrets);
		}
		assertThat(System.out).isSameAs(before);
		assertThat(System.err).isSameAs(errBefore);
		assertThat(root.getHandlers()).containsExactlyElementsOf(handlers);
		assertThat(root.getLevel()).isEqualTo(level);
		assertThat(quiet.getLevel()).isEqualTo(Level.OFF);
	}

	@Test
	void logWithParametersAndExceptionsIsRead() {
		Logger logger = Logger.getLogger("com.example.fine");
		requireSecretFound(() -> logger.log(Level.FINEST, "took {0}", SECRET));
		requireSecretFound(() -> logger.log(Level.FINEST, "failed", new IllegalStateException(SECRET)));
	}

	@Test
	void whatTheJdkLogsOfItsConnectionsIsNotInAPluginsHands() {
		try (CapturedOutput output = new CapturedOutput()) {
			Logger.getLogger("sun.net.www.protocol.http.HttpURLConnection").log(Level.FINE, SECRET);
			output.requireFreeOf(this.secrets);
		}
	}

	private void requireSecretFound(Runnable action) {
		try (CapturedOutput output = new CapturedOutput()) {
			action.run();
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> output.requireFreeOf(this.secrets))
				.withMessageStartingWith(
						"A record of java.util.logging must not show a secret, but shows number 1 of secrets()\n")
				.withMessageNotContaining(SECRET);
		}
	}

}

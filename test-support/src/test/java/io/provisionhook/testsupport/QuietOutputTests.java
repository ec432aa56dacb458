package io.provisionhook.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link QuietOutput}.
 */
@ResourceLock(Resources.SYSTEM_OUT)
@ResourceLock(Resources.SYSTEM_ERR)
class QuietOutputTests {

	private final PrintStream out = System.out;

	private final PrintStream err = System.err;

	private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

	private final QuietOutput quiet = new QuietOutput();

	@BeforeEach
	void start() {
		System.setOut(new PrintStream(this.printed, true, StandardCharsets.UTF_8));
		System.setErr(new PrintStream(this.printed, true, StandardCharsets.UTF_8));
		this.quiet.start();
	}

	@AfterEach
	void restore() {
		System.setOut(this.out);
		System.setErr(this.err);
	}

	@Test
	void outputThatNobodyCapturesIsPrinted() {
		System.out.print("out ");
		System.err.print("err");
		assertThat(printed()).isEqualTo("out err");
	}

	@Test
	void outputThatATestCapturesIsNotPrinted() {
		PrintStream standard = System.out;
		ByteArrayOutputStream captured = new ByteArrayOutputStream();
		System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
		System.out.print("expected");
		standard.print("passed on");
		System.setOut(standard);
		System.out.print("after");
		assertThat(printed()).isEqualTo("after");
		assertThat(captured.toString(StandardCharsets.UTF_8)).isEqualTo("expected");
	}

	@Test
	void stopRestoresStreams() {
		this.quiet.stop();
		System.out.print("out");
		assertThat(printed()).isEqualTo("out");
	}

	private String printed() {
		System.out.flush();
		return this.printed.toString(StandardCharsets.UTF_8);
	}

}

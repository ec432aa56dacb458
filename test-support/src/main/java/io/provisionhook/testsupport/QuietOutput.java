package io.provisionhook.testsupport;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.function.Supplier;

import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints what tests write unless a test captures it, as Spring Boot's
 * {@code OutputCaptureExtension} does: a warning that a test expects and asserts is not
 * shown in the output of a build.
 */
public final class QuietOutput implements TestExecutionListener {

	private PrintStream out = System.out;

	private PrintStream err = System.err;

	@Override
	public void testPlanExecutionStarted(TestPlan plan) {
		start();
	}

	void start() {
		this.out = System.out;
		this.err = System.err;
		System.setOut(new Uncaptured(this.out, () -> System.out).stream());
		System.setErr(new Uncaptured(this.err, () -> System.err).stream());
	}

	@Override
	public void testPlanExecutionFinished(TestPlan plan) {
		stop();
	}

	void stop() {
		System.setOut(this.out);
		System.setErr(this.err);
	}

	/**
	 * Passes on what is written while this is the standard stream. While a test captures
	 * output, another stream is, and passes to this one what it has captured.
	 */
	private static final class Uncaptured extends OutputStream {

		private final PrintStream original;

		private final Supplier<PrintStream> current;

		private final PrintStream stream = new PrintStream(this, true, Charset.defaultCharset());

		Uncaptured(PrintStream original, Supplier<PrintStream> current) {
			this.original = original;
			this.current = current;
		}

		PrintStream stream() {
			return this.stream;
		}

		@Override
		public void write(int octet) {
			write(new byte[] { (byte) octet }, 0, 1);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) {
			if (this.current.get() == this.stream) {
				this.original.write(bytes, offset, length);
			}
		}

		@Override
		public void flush() {
			this.original.flush();
		}

	}

}

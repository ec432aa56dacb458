package io.provisionhook.test;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * What is written to the standard streams while it is open, on whatever thread; it gets
 * where it was meant to go all the same.
 */
final class CapturedOutput implements AutoCloseable {

	private final PrintStream out = System.out;

	private final PrintStream err = System.err;

	private final ByteArrayOutputStream outCopy = new ByteArrayOutputStream();

	private final ByteArrayOutputStream errCopy = new ByteArrayOutputStream();

	private final CapturedLog log = new CapturedLog();

	CapturedOutput() {
		System.setOut(copying(this.out, this.outCopy));
		System.setErr(copying(this.err, this.errCopy));
	}

	private static PrintStream copying(PrintStream original, ByteArrayOutputStream copy) {
		return new PrintStream(new CopyingStream(original, copy), true, Charset.defaultCharset());
	}

	/**
	 * Require what was written so far to have no secret.
	 * @param secrets the secrets
	 */
	void requireFreeOf(KnownSecrets secrets) {
		System.out.flush();
		System.err.flush();
		secrets.requireAbsentFrom("System.out", this.outCopy.toString(Charset.defaultCharset()));
		secrets.requireAbsentFrom("System.err", this.errCopy.toString(Charset.defaultCharset()));
		secrets.requireAbsentFrom("A record of java.util.logging", this.log.text());
	}

	@Override
	public void close() {
		this.log.close();
		System.setOut(this.out);
		System.setErr(this.err);
	}

	/**
	 * Writes to two places.
	 */
	private static final class CopyingStream extends OutputStream {

		private final PrintStream original;

		private final ByteArrayOutputStream copy;

		CopyingStream(PrintStream original, ByteArrayOutputStream copy) {
			this.original = original;
			this.copy = copy;
		}

		@Override
		public void write(int value) {
			this.original.write(value);
			this.copy.write(value);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) {
			this.original.write(bytes, offset, length);
			this.copy.write(bytes, offset, length);
		}

		@Override
		public void flush() {
			this.original.flush();
		}

	}

}

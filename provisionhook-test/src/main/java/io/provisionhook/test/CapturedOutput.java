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

	private final CopyingStream outCopy = new CopyingStream(this.out);

	private final CopyingStream errCopy = new CopyingStream(this.err);

	private final CapturedLog log = new CapturedLog();

	CapturedOutput() {
		System.setOut(new PrintStream(this.outCopy, true, Charset.defaultCharset()));
		System.setErr(new PrintStream(this.errCopy, true, Charset.defaultCharset()));
	}

	/**
	 * Require what was written so far to have no secret.
	 * @param secrets the secrets
	 */
	void requireFreeOf(KnownSecrets secrets) {
		System.out.flush();
		System.err.flush();
		secrets.requireAbsentFrom("System.out", this.outCopy.text());
		secrets.requireAbsentFrom("System.err", this.errCopy.text());
		secrets.requireAbsentFrom("A record of java.util.logging", this.log.text());
	}

	@Override
	public void close() {
		this.log.close();
		System.setOut(this.out);
		System.setErr(this.err);
		this.outCopy.endCopy();
		this.errCopy.endCopy();
	}

	/**
	 * Writes to another stream, and to a copy as long as it is wanted: somebody may keep
	 * this stream for good.
	 */
	private static final class CopyingStream extends OutputStream {

		private final PrintStream original;

		private final ByteArrayOutputStream copy = new ByteArrayOutputStream();

		private volatile boolean wanted = true;

		CopyingStream(PrintStream original) {
			this.original = original;
		}

		@Override
		public void write(int value) {
			this.original.write(value);
			if (this.wanted) {
				this.copy.write(value);
			}
		}

		@Override
		public void write(byte[] bytes, int offset, int length) {
			this.original.write(bytes, offset, length);
			if (this.wanted) {
				this.copy.write(bytes, offset, length);
			}
		}

		@Override
		public void flush() {
			this.original.flush();
		}

		String text() {
			return this.copy.toString(Charset.defaultCharset());
		}

		void endCopy() {
			this.wanted = false;
		}

	}

}

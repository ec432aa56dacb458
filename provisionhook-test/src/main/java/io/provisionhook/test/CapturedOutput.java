package io.provisionhook.test;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Captures what any thread writes to the standard streams and to
 * {@code java.util.logging} until it is closed. The output is still written.
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
	 * Require the output so far to contain no secret.
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
	 * Writes to the original stream and, until the end of the copy, to a buffer. Code may
	 * keep a reference to this stream forever.
	 */
	private static final class CopyingStream extends OutputStream {

		private final PrintStream original;

		private final ByteArrayOutputStream copy = new ByteArrayOutputStream();

		private volatile boolean copying = true;

		CopyingStream(PrintStream original) {
			this.original = original;
		}

		@Override
		public void write(int value) {
			this.original.write(value);
			if (this.copying) {
				this.copy.write(value);
			}
		}

		@Override
		public void write(byte[] bytes, int offset, int length) {
			this.original.write(bytes, offset, length);
			if (this.copying) {
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
			this.copying = false;
		}

	}

	/**
	 * Captures all records of {@code java.util.logging} at any level, except those of the
	 * JDK's own connections.
	 */
	private static final class CapturedLog extends Handler {

		private static final Pattern JDK = Pattern.compile("^(?:java|javax|jdk|sun|com\\.sun)\\.");

		private final Logger root = Logger.getLogger("");

		private final Map<Logger, Level> levels = new LinkedHashMap<>();

		private final Queue<String> records = new ConcurrentLinkedQueue<>();

		CapturedLog() {
			setFormatter(new SimpleFormatter());
			setLevel(Level.ALL);
			Collections.list(LogManager.getLogManager().getLoggerNames()).forEach(this::logEverything);
			this.root.addHandler(this);
		}

		private void logEverything(String loggerName) {
			Logger logger = LogManager.getLogManager().getLogger(loggerName);
			if (logger != null && logger.getLevel() != null) {
				this.levels.put(logger, logger.getLevel());
				logger.setLevel(Level.ALL);
			}
		}

		@Override
		public void publish(LogRecord record) {
			String logger = record.getLoggerName();
			if (logger == null || !JDK.matcher(logger).find()) {
				this.records.add(getFormatter().format(record));
			}
		}

		String text() {
			return this.records.stream().collect(Collectors.joining("\n"));
		}

		@Override
		public void flush() {
		}

		@Override
		public void close() {
			this.root.removeHandler(this);
			this.levels.forEach(Logger::setLevel);
		}

	}

}

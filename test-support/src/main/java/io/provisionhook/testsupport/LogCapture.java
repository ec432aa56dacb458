package io.provisionhook.testsupport;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Takes the warnings and errors that a test expects in the JDK's log, so that they are
 * not printed. An extension to be registered in a field.
 */
public final class LogCapture implements BeforeEachCallback, AfterEachCallback {

	private static final Logger logger = Logger.getLogger("io.provisionhook");

	private static final Formatter FORMATTER = new SimpleFormatter();

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final Handler handler = new Handler() {

		@Override
		public void publish(LogRecord logged) {
			if (logged.getLevel().intValue() >= Level.WARNING.intValue()) {
				LogCapture.this.lines.add(logged.getLevel().getName() + ": " + FORMATTER.formatMessage(logged));
			}
		}

		@Override
		public void flush() {
		}

		@Override
		public void close() {
		}

	};

	@Override
	public void beforeEach(ExtensionContext context) {
		logger.setUseParentHandlers(false);
		logger.addHandler(this.handler);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		logger.removeHandler(this.handler);
		logger.setUseParentHandlers(true);
	}

	/**
	 * Return what has been logged so far.
	 * @return the lines, each with its level, the oldest first
	 */
	public List<String> lines() {
		return this.lines;
	}

}

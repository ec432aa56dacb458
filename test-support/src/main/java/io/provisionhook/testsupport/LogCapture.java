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

	private static final Formatter FORMATTER = new SimpleFormatter();

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final Logger logger;

	private final Level least;

	private final Handler handler = new Handler() {

		@Override
		public void publish(LogRecord logged) {
			if (logged.getLevel().intValue() >= LogCapture.this.least.intValue()) {
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

	public LogCapture() {
		this("io.provisionhook");
	}

	/**
	 * Create a capture of what others log.
	 * @param logger the name of their logger
	 */
	public LogCapture(String logger) {
		this(logger, Level.WARNING);
	}

	/**
	 * Create a capture of messages from a level on.
	 * @param logger the name of their logger
	 * @param least the least level
	 */
	public LogCapture(String logger, Level least) {
		this.logger = Logger.getLogger(logger);
		this.least = least;
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		this.logger.setUseParentHandlers(false);
		this.logger.addHandler(this.handler);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.logger.removeHandler(this.handler);
		this.logger.setUseParentHandlers(true);
	}

	/**
	 * Return what has been logged so far.
	 * @return the lines, each with its level, the oldest first
	 */
	public List<String> lines() {
		return this.lines;
	}

}

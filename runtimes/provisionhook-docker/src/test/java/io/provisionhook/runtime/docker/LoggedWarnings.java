package io.provisionhook.runtime.docker;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Keeps the warnings of a test, which expects them, instead of printing them.
 */
final class LoggedWarnings extends Handler implements BeforeEachCallback, AfterEachCallback {

	// Kept here, since loggers that nobody holds are collected
	private final Logger logger = Logger.getLogger("io.provisionhook");

	private final List<String> messages = new CopyOnWriteArrayList<>();

	LoggedWarnings() {
		setFormatter(new SimpleFormatter());
	}

	/**
	 * Return what has been warned of so far.
	 * @return the messages, the oldest first
	 */
	List<String> messages() {
		return this.messages;
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		this.logger.addHandler(this);
		this.logger.setUseParentHandlers(false);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.logger.setUseParentHandlers(true);
		this.logger.removeHandler(this);
	}

	@Override
	public void publish(LogRecord logged) {
		if (logged.getLevel().intValue() >= Level.WARNING.intValue()) {
			this.messages.add(getFormatter().formatMessage(logged));
		}
	}

	@Override
	public void flush() {
		// Nothing is kept back
	}

	@Override
	public void close() {
		// Nothing is held open
	}

}

package io.provisionhook;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Takes what is logged during a test that expects it, so that it is not printed.
 */
public final class LogCapture implements BeforeEachCallback, AfterEachCallback {

	private static final Logger logger = Logger.getLogger("io.provisionhook");

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final Handler handler = new Handler() {

		@Override
		public void publish(LogRecord logged) {
			Object[] parameters = logged.getParameters();
			String message = (parameters != null) ? MessageFormat.format(logged.getMessage(), parameters)
					: logged.getMessage();
			LogCapture.this.lines.add(logged.getLevel() + ": " + message);
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
	 * @return the lines, each with its level
	 */
	public List<String> lines() {
		return this.lines;
	}

}

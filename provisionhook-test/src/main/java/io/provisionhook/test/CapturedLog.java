package io.provisionhook.test;

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
 * What is logged to {@code java.util.logging}, at any level, while it is open; without
 * what the JDK says of its own connections, which is not in a plugin's hands.
 */
final class CapturedLog extends Handler {

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

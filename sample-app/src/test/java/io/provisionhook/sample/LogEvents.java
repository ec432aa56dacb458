package io.provisionhook.sample;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;

/**
 * Keeps all that is logged while the application runs, with causes and what those
 * suppress, and whatever layout somebody may choose.
 */
final class LogEvents extends AppenderBase<ILoggingEvent> implements DisposableBean {

	private final Queue<String> events = new ConcurrentLinkedQueue<>();

	private final Logger root;

	LogEvents() {
		LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
		this.root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		setContext(context);
		start();
		this.root.addAppender(this);
	}

	@Override
	protected void append(ILoggingEvent event) {
		this.events.add(event.getLoggerName() + " [" + event.getThreadName() + "] " + event.getMDCPropertyMap() + " "
				+ event.getFormattedMessage() + "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()));
	}

	@Override
	public void destroy() {
		this.root.detachAppender(this);
	}

	@Override
	public String toString() {
		return String.join("\n", this.events);
	}

}

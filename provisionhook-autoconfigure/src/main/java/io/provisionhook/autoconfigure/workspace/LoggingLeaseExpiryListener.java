package io.provisionhook.autoconfigure.workspace;

import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.log.LogMessage;

import io.provisionhook.internal.PrintableText;
import io.provisionhook.workspace.LeaseExpiry;
import io.provisionhook.workspace.LeaseExpiryListener;

/**
 * Logs a warning before variables expire, since a user has to act or the workspace is
 * restarted.
 */
final class LoggingLeaseExpiryListener implements LeaseExpiryListener {

	private static final Log logger = LogFactory.getLog(LoggingLeaseExpiryListener.class);

	private static final int SHOWN_VARIABLES = 10;

	@Override
	public void onExpiry(LeaseExpiry expiry) {
		String variables = expiry.variables()
			.entrySet()
			.stream()
			.limit(SHOWN_VARIABLES)
			.map((variable) -> variable.getKey() + " at " + variable.getValue())
			.collect(Collectors.joining(", "));
		int more = expiry.variables().size() - SHOWN_VARIABLES;
		logger.warn(LogMessage.format("Workspace '%s' (%s) has variables that expire: %s; %s",
				PrintableText.of(expiry.workspace().id()), expiry.workspace().request().name(),
				(more > 0) ? variables + " and " + more + " more" : variables,
				(expiry.action() == LeaseExpiry.Action.RESTART) ? "it is restarted with fresh ones"
						: "restart it to give it fresh ones"));
	}

}

package io.provisionhook.autoconfigure;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.provisionhook.ProvisionContext;
import io.provisionhook.RunListener;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;

/**
 * Logs the warnings and the skipped mutators of runs. A warning is about the chain and
 * repeats with each workspace, so only the first is logged at level WARN. A skipped
 * mutator is about one workspace and is always logged.
 */
final class LoggingRunListener implements RunListener {

	private static final Log logger = LogFactory.getLog(LoggingRunListener.class);

	private static final int MAX_REMEMBERED = 1000;

	private final Set<String> remembered = ConcurrentHashMap.newKeySet();

	@Override
	public void afterRun(ProvisionContext context, RunReport report) {
		for (String warning : report.warnings()) {
			if (isNew(warning)) {
				logger.warn(describe(context, warning));
			}
			else if (logger.isDebugEnabled()) {
				logger.debug(describe(context, warning));
			}
		}
		for (MutatorReport mutator : report.mutators()) {
			if (mutator.outcome() == MutatorOutcome.SKIPPED) {
				logger.warn(describe(context, "mutator \"" + mutator.name() + "\" was skipped: " + mutator.error()));
			}
		}
	}

	private boolean isNew(String warning) {
		if (this.remembered.size() >= MAX_REMEMBERED) {
			this.remembered.clear();
		}
		return this.remembered.add(warning);
	}

	private static String describe(ProvisionContext context, String what) {
		return "provisionhook: workspace '" + PrintableText.of(context.workspaceId()) + "' (" + context.request().name()
				+ "): " + what;
	}

}

package io.provisionhook;

import org.jspecify.annotations.Nullable;

import io.provisionhook.report.RunReport;

/**
 * A run could not be started or gone on with, through no fault of the mutators that it
 * has: too many threads are still held by mutators that have timed out, or the executor
 * has none to give.
 *
 * @since 0.1.0
 */
public final class RunRefusedException extends ProvisionhookException {

	private RunRefusedException(String message, RunReport report, @Nullable Throwable cause) {
		super(message, report, cause);
	}

	static RunRefusedException because(String reason, @Nullable Throwable cause) {
		return new RunRefusedException("provisionhook: " + reason, RunReport.EMPTY, cause);
	}

	@Override
	RunRefusedException copy(String message, RunReport report, @Nullable Throwable cause) {
		return new RunRefusedException(message, report, cause);
	}

}

package io.provisionhook;

import org.jspecify.annotations.Nullable;

import io.provisionhook.report.RunReport;

/**
 * The thread that called {@link Registry#run} was interrupted, or a mutator left its
 * thread so. The interrupt flag of the caller is set when this is thrown.
 *
 * @since 0.1.0
 */
public final class RunCancelledException extends ProvisionhookException {

	private RunCancelledException(String message, RunReport report, @Nullable Throwable cause) {
		super(message, report, cause);
	}

	static RunCancelledException at(String mutatorName) {
		return new RunCancelledException("provisionhook: cancelled at \"" + mutatorName + "\"", RunReport.EMPTY, null);
	}

	@Override
	RunCancelledException copy(String message, RunReport report, @Nullable Throwable cause) {
		return new RunCancelledException(message, report, cause);
	}

}

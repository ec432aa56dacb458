package io.provisionhook.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link DuplicateMutatorException}.
 */
final class DuplicateMutatorFailureAnalyzer extends AbstractFailureAnalyzer<DuplicateMutatorException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DuplicateMutatorException cause) {
		return new FailureAnalysis(
				cause.getMessage() + ", by which properties, metrics and errors tell mutators apart.",
				"Remove bean '" + cause.getFirstBean() + "' or bean '" + cause.getSecondBean()
						+ "', or have one of them return another name than '" + cause.getMutatorName() + "'.",
				cause);
	}

}

package io.provisionhook.autoconfigure.credential;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link DuplicateCredentialSourceException}.
 */
final class DuplicateCredentialSourceFailureAnalyzer
		extends AbstractFailureAnalyzer<DuplicateCredentialSourceException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DuplicateCredentialSourceException cause) {
		return new FailureAnalysis(cause.getMessage() + ", by which properties, metrics and logs tell sources apart.",
				"Remove bean '" + cause.getFirstBean() + "' or bean '" + cause.getSecondBean()
						+ "', or have one of them return another name than '" + cause.getSourceName() + "'.",
				cause);
	}

}

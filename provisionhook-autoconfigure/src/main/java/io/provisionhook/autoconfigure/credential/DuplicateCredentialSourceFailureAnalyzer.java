package io.provisionhook.autoconfigure.credential;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.provisionhook.autoconfigure.credential.CredentialSourcesAutoConfiguration.DuplicateCredentialSourceException;

/**
 * Explains a {@link DuplicateCredentialSourceException}.
 */
final class DuplicateCredentialSourceFailureAnalyzer
		extends AbstractFailureAnalyzer<DuplicateCredentialSourceException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DuplicateCredentialSourceException cause) {
		return new FailureAnalysis(cause.getMessage() + ". Properties, metrics and logs identify a source by its name.",
				"Remove bean '" + cause.getFirstBean() + "' or bean '" + cause.getSecondBean()
						+ "', or change the name that one of them returns.",
				cause);
	}

}

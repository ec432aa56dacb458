package io.provisionhook.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link UnknownPropertyException}.
 */
final class UnknownPropertyFailureAnalyzer extends AbstractFailureAnalyzer<UnknownPropertyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnknownPropertyException cause) {
		return new FailureAnalysis(cause.getMessage(),
				"Correct or remove each of them, or add the module or plugin that it is for. To start in spite of "
						+ "properties that nothing takes, set 'provisionhook.unknown-properties=warn'.",
				cause);
	}

}

package io.provisionhook.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link RequiredMutatorException}.
 */
final class RequiredMutatorFailureAnalyzer extends AbstractFailureAnalyzer<RequiredMutatorException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RequiredMutatorException cause) {
		String property = UnknownPropertyReport.textOf(MutatorKeys.propertiesOf(cause.getMutatorName()));
		return new FailureAnalysis(
				"Mutator '" + cause.getMutatorName() + "' is required by configuration property '" + property
						+ ".required', but it is disabled.",
				"Set '" + property + ".enabled=true', or do not require it.", cause);
	}

}

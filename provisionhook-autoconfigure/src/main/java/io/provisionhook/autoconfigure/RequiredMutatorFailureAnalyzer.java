package io.provisionhook.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link RequiredMutatorException}.
 */
final class RequiredMutatorFailureAnalyzer extends AbstractFailureAnalyzer<RequiredMutatorException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RequiredMutatorException cause) {
		String property = MutatorKeys.propertyOf(cause.getKey());
		String required = "Mutator '" + cause.getKey() + "' is required by configuration property '" + property
				+ ".required', but ";
		if (cause.isDisabled()) {
			return new FailureAnalysis(required + "it is disabled.",
					"Set '" + property + ".enabled=true', or do not require it.", cause);
		}
		return new FailureAnalysis(
				required + "no mutator of that name is registered. " + MutatorHints.registered(cause.getMutatorNames()),
				MutatorHints.didYouMean(cause.getKey(), cause.getMutatorNames())
						+ "Add the plugin that brings the mutator, or correct or remove the property.",
				cause);
	}

}

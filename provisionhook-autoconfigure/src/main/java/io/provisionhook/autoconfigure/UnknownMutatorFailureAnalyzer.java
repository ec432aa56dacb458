package io.provisionhook.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link UnknownMutatorException}.
 */
final class UnknownMutatorFailureAnalyzer extends AbstractFailureAnalyzer<UnknownMutatorException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnknownMutatorException cause) {
		String description = "Configuration property '" + MutatorKeys.propertyOf(cause.getKey())
				+ "' is about a mutator that is not registered. " + MutatorHints.registered(cause.getMutatorNames());
		String action = MutatorHints.didYouMean(cause.getKey(), cause.getMutatorNames())
				+ "Correct or remove the property. If the mutator is registered later, set "
				+ "'provisionhook.unknown-mutators=warn'.";
		return new FailureAnalysis(description, action, cause);
	}

}

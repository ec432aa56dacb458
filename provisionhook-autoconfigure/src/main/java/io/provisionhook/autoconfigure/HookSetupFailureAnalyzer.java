package io.provisionhook.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link HookSetupException}.
 */
final class HookSetupFailureAnalyzer extends AbstractFailureAnalyzer<HookSetupException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, HookSetupException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.getAction(), cause);
	}

}

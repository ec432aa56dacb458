package io.provisionhook.plugin.credentialendpoint;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link EndpointSetupException}.
 */
final class EndpointSetupFailureAnalyzer extends AbstractFailureAnalyzer<EndpointSetupException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, EndpointSetupException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.getAction(), cause);
	}

}

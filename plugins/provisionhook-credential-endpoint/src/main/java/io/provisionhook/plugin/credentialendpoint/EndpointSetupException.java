package io.provisionhook.plugin.credentialendpoint;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Thrown if a bean or server that the endpoint needs is missing or ambiguous.
 */
final class EndpointSetupException extends RuntimeException {

	private final String action;

	EndpointSetupException(String problem, String action) {
		super(problem);
		this.action = action;
	}

	String getAction() {
		return this.action;
	}

	/**
	 * Explains the exception at start-up.
	 */
	static final class Analyzer extends AbstractFailureAnalyzer<EndpointSetupException> {

		@Override
		protected FailureAnalysis analyze(Throwable rootFailure, EndpointSetupException cause) {
			return new FailureAnalysis(cause.getMessage() + ".", cause.getAction(), cause);
		}

	}

}

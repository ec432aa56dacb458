package io.provisionhook.plugin.credentialendpoint;

/**
 * There are beans or servers too few or too many for the endpoint.
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

}

package io.provisionhook.plugin.credentialendpoint;

import io.provisionhook.plugin.credentialendpoint.Host.Stack;

/**
 * Tests of the endpoint in a reactive web server.
 */
class ReactiveEndpointTests extends EndpointContract {

	ReactiveEndpointTests() {
		super(Stack.REACTIVE);
	}

}

package io.provisionhook.plugin.credentialendpoint;

import io.provisionhook.plugin.credentialendpoint.Host.Stack;

/**
 * Tests of the endpoint in a servlet container.
 */
class ServletEndpointTests extends EndpointContract {

	ServletEndpointTests() {
		super(Stack.SERVLET);
	}

}

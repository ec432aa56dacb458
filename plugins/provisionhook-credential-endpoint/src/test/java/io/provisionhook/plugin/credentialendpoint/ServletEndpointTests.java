package io.provisionhook.plugin.credentialendpoint;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import io.provisionhook.plugin.credentialendpoint.Host.Stack;

/**
 * Tests of the endpoint in a servlet container, which is started once for all of them.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ServletEndpointTests {

	@AutoClose
	private final Host host = new Host(Stack.SERVLET);

	@Nested
	class Answers extends ResponseContract {

		Answers() {
			super(ServletEndpointTests.this.host);
		}

	}

	@Nested
	class Refusals extends RefusalContract {

		Refusals() {
			super(ServletEndpointTests.this.host);
		}

	}

	@Nested
	class Requests extends RequestContract {

		Requests() {
			super(ServletEndpointTests.this.host);
		}

	}

	@Nested
	class Failures extends FailureContract {

		Failures() {
			super(ServletEndpointTests.this.host);
		}

	}

	@Nested
	class SlowClients extends SlowClientContract {

		SlowClients() {
			super(ServletEndpointTests.this.host);
		}

	}

}

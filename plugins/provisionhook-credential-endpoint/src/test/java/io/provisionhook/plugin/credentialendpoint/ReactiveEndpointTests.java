package io.provisionhook.plugin.credentialendpoint;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import io.provisionhook.plugin.credentialendpoint.Host.Stack;

/**
 * Tests of the endpoint in a reactive web server, which is started once for all of them.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ReactiveEndpointTests {

	@AutoClose
	private final Host host = new Host(Stack.REACTIVE);

	@Nested
	class Answers extends ResponseContract {

		Answers() {
			super(ReactiveEndpointTests.this.host);
		}

	}

	@Nested
	class Refusals extends RefusalContract {

		Refusals() {
			super(ReactiveEndpointTests.this.host);
		}

	}

	@Nested
	class Requests extends RequestContract {

		Requests() {
			super(ReactiveEndpointTests.this.host);
		}

	}

	@Nested
	class Failures extends FailureContract {

		Failures() {
			super(ReactiveEndpointTests.this.host);
		}

	}

	@Nested
	class SlowClients extends SlowClientContract {

		SlowClients() {
			super(ReactiveEndpointTests.this.host);
		}

	}

}

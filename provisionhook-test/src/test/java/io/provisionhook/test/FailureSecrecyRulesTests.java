package io.provisionhook.test;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.junit.jupiter.api.Test;

/**
 * Tests that the contract notices secrets in whatever a failure leaves behind.
 */
class FailureSecrecyRulesTests {

	@Test
	void secretInACauseIsNoticed() {
		ContractResult.of(KeepsCause.class)
			.hasOnlyBroken("failureShowsNoSecret")
			.says("failureShowsNoSecret", "The exception or one of its causes must not show a secret, but shows number"
					+ " 1 of secrets()\n  Caused by: java.io.IOException: Sorry, but I can't do anything for key"
					+ " [redacted]");
	}

	@Test
	void secretInASuppressedExceptionIsNoticed() {
		ContractResult.of(Suppresses.class)
			.hasOnlyBroken("timeoutShowsNoSecret")
			.says("timeoutShowsNoSecret", "Suppressed: java.lang.IllegalStateException: [redacted]");
	}

	@Test
	void secretInTheLogOfAFailureIsNoticed() {
		ContractResult.of(LogsFailure.class)
			.hasOnlyBroken("failureShowsNoSecret")
			.says("failureShowsNoSecret", "A record of java.util.logging must not show a secret");
	}

	static class KeepsCause extends BrokenTokenContract {

		KeepsCause() {
			super((service) -> new TokenMutator(service) {

				@Override
				Exception failure(String message, IOException cause) {
					return new IOException("Token service: " + message, cause);
				}

			});
		}

	}

	static class Suppresses extends BrokenTokenContract {

		Suppresses() {
			super((service) -> new TokenMutator(service) {

				@Override
				Exception failure(String message, IOException cause) {
					Exception failure = super.failure(message, cause);
					if (!message.startsWith("answered")) {
						failure.addSuppressed(new IllegalStateException(TokenService.KEY));
					}
					return failure;
				}

			});
		}

	}

	static class LogsFailure extends BrokenTokenContract {

		LogsFailure() {
			super((service) -> new TokenMutator(service) {

				@Override
				Exception failure(String message, IOException cause) {
					Logger.getLogger("com.example.token").log(Level.FINE, message, cause);
					return super.failure(message, cause);
				}

			});
		}

	}

}

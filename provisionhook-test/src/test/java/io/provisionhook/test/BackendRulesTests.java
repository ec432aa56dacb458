package io.provisionhook.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;

/**
 * Tests that the contract notices what a mutator must not do when the system that it asks
 * fails or hangs.
 */
class BackendRulesTests {

	@Test
	void failureThatSaysNothingIsNoticed() {
		ContractResult.ofHanging(SaysNothing.class)
			.hasOnlyBroken("failingBackendEndsInClearException")
			.says("failingBackendEndsInClearException",
					"When the backend fails, the mutator must end in one clear exception, but"
							+ " java.lang.IllegalStateException has no message; thrown at io.provisionhook.test.");
	}

	@Test
	void failureThatIsHiddenIsNoticed() {
		ContractResult.ofHanging(HidesFailure.class)
			.hasOnlyBroken("failingBackendEndsInClearException", "failureLeavesEnvironmentUnchanged",
					"failureShowsNoSecret")
			.says("failingBackendEndsInClearException",
					"The backend fails or hangs, so the mutator must end in an exception, but it returned.");
	}

	@Test
	void timeoutThatIsLeftToTheClientIsNoticed() {
		ContractResult.ofHanging(PassesOn.class)
			.hasOnlyBroken("hangingBackendEndsInClearException")
			.says("hangingBackendEndsInClearException",
					"When the backend hangs, the mutator must end in one clear exception, but"
							+ " java.net.http.HttpTimeoutException comes from the JDK");
	}

	@Test
	void deadlineThatIsIgnoredIsNoticed() {
		ContractResult.ofHanging(IgnoresDeadline.class)
			.hasOnlyBroken("hangingBackendEndsInClearException", "hangingBackendEndsWithinRemainingTime",
					"hangingBackendEndsWithoutRemainingTime", "timeoutShowsNoSecret")
			.says("hangingBackendEndsInClearException", "A call that has 100 ms did not end; it was\n\tat ");
	}

	@Test
	void timeoutThatHasNothingToDoWithTheDeadlineIsNoticed() {
		ContractResult.ofHanging(HasTimeoutOfItsOwn.class)
			.hasOnlyBroken("hangingBackendEndsWithinRemainingTime")
			.says("hangingBackendEndsWithinRemainingTime", "3 calls in a row that had 100 ms took more than 200 ms"
					+ " each; the mutator must end within context.remaining()");
	}

	@Test
	void noTimeThatIsTakenForAnyTimeIsNoticed() {
		ContractResult.ofHanging(TakesZeroForNoLimit.class)
			.hasOnlyBroken("hangingBackendEndsWithoutRemainingTime")
			.says("hangingBackendEndsWithoutRemainingTime", "A call that has 0 ms did not end; it was");
	}

	@Test
	void writeBeforeTheFailureIsNoticed() {
		ContractResult.ofHanging(WritesFirst.class)
			.hasOnlyBroken("failureLeavesEnvironmentUnchanged")
			.says("failureLeavesEnvironmentUnchanged", "it should write once it knows everything")
			.says("failureLeavesEnvironmentUnchanged", "[\"SERVICE_STATE\"]");
	}

	@Test
	void interruptThatIsIgnoredIsNoticed() {
		ContractResult.ofHanging(CanNotBeInterrupted.class)
			.hasOnlyBroken("interruptEndsCallToBackend", "cancelledRunEndsItsThread")
			.says("interruptEndsCallToBackend",
					"A call that was interrupted while the backend hangs did not end; it was")
			.says("cancelledRunEndsItsThread", "The mutator's thread in a run that was cancelled did not end; it was")
			.says("cancelledRunEndsItsThread", "java.util.concurrent.CompletableFuture.join");
	}

	@Test
	void interruptThatIsForgottenIsNoticed() {
		ContractResult.ofHanging(ForgetsInterrupt.class)
			.hasOnlyBroken("interruptEndsCallToBackend", "interruptIsPreserved")
			.says("interruptEndsCallToBackend", "but it ended in java.io.IOException without either");
	}

	static class SaysNothing extends BrokenTokenContract {

		SaysNothing() {
			super((service) -> new TokenMutator(service) {

				@Override
				Exception failure(String message, IOException cause) {
					return message.startsWith("answered") ? new IllegalStateException() : super.failure(message, cause);
				}

			});
		}

	}

	static class HidesFailure extends BrokenTokenContract {

		HidesFailure() {
			super(HidingMutator::new);
		}

	}

	private static final class HidingMutator extends TokenMutator {

		HidingMutator(URI service) {
			super(service);
		}

		@Override
		public String fetch(ProvisionContext context) throws Exception {
			try {
				return super.fetch(context);
			}
			catch (IOException ex) {
				if (String.valueOf(ex.getMessage()).contains("answered")) {
					return "none";
				}
				throw ex;
			}
		}

	}

	static class PassesOn extends BrokenTokenContract {

		PassesOn() {
			super((service) -> new TokenMutator(service) {

				@Override
				Exception failure(String message, IOException cause) {
					return message.startsWith("answered") ? super.failure(message, cause) : cause;
				}

			});
		}

	}

	static class IgnoresDeadline extends BrokenTokenContract {

		IgnoresDeadline() {
			super((service) -> new TokenMutator(service) {

				@Override
				Duration timeout(ProvisionContext context) {
					return Duration.ofMinutes(5);
				}

			}, "hangingBackendEndsInClearException", "hangingBackendEndsWithinRemainingTime",
					"hangingBackendEndsWithoutRemainingTime", "timeoutShowsNoSecret");
		}

	}

	static class HasTimeoutOfItsOwn extends BrokenTokenContract {

		private static final Duration SHORTEST = Duration.ofMillis(250);

		HasTimeoutOfItsOwn() {
			super((service) -> new TokenMutator(service) {

				@Override
				Duration timeout(ProvisionContext context) {
					Duration remaining = context.remaining();
					return (remaining.compareTo(SHORTEST) > 0) ? remaining : SHORTEST;
				}

			});
		}

		@Override
		Duration slack() {
			return Duration.ofMillis(100);
		}

	}

	static class TakesZeroForNoLimit extends BrokenTokenContract {

		TakesZeroForNoLimit() {
			super((service) -> new TokenMutator(service) {

				@Override
				Duration timeout(ProvisionContext context) throws IOException {
					return context.remaining().isZero() ? Duration.ofMinutes(5) : super.timeout(context);
				}

			}, "hangingBackendEndsWithoutRemainingTime");
		}

	}

	static class WritesFirst extends BrokenTokenContract {

		WritesFirst() {
			super((service) -> new TokenMutator(service) {

				@Override
				public void mutateEnv(ProvisionContext context, Env env) throws Exception {
					env.put("SERVICE_STATE", "asked");
					super.mutateEnv(context, env);
				}

			});
		}

	}

	static class CanNotBeInterrupted extends BrokenTokenContract {

		CanNotBeInterrupted() {
			super((service) -> new TokenMutator(service) {

				@Override
				HttpResponse<String> send(HttpClient client, HttpRequest request) throws Exception {
					try {
						return client.sendAsync(request, BodyHandlers.ofString()).join();
					}
					catch (CompletionException ex) {
						throw new IOException(ex);
					}
				}

			}, "interruptEndsCallToBackend");
		}

	}

	static class ForgetsInterrupt extends BrokenTokenContract {

		ForgetsInterrupt() {
			super((service) -> new TokenMutator(service) {

				@Override
				HttpResponse<String> send(HttpClient client, HttpRequest request) throws Exception {
					try {
						return super.send(client, request);
					}
					catch (InterruptedException ex) {
						throw new IOException("interrupted");
					}
				}

			});
		}

	}

}

package io.provisionhook.test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.RunCancelledException;

/**
 * What every mutator has to keep to that asks a remote system, as a test to extend. The
 * remote system is stood in for, best on a real socket, by something that can also fail
 * and hang; a {@code @BeforeEach} method has it answer as it should. <pre class="code">
 * class VaultMutatorContractTests extends FetchingEnvMutatorContract {
 *
 *     protected EnvMutator createMutator() {
 *         return new VaultMutator(this.server.url());
 *     }
 *
 *     protected void backendFails() {
 *         this.server.answerWith(500);
 *     }
 *
 *     protected void backendHangs() {
 *         this.server.acceptAndNeverAnswer();
 *     }
 *
 * }</pre>
 *
 * @since 0.1.0
 * @see FetchingEnvMutator
 */
public abstract class FetchingEnvMutatorContract extends EnvMutatorContract {

	private static final Duration SHORT = Duration.ofMillis(500);

	private static final Duration LONG = Duration.ofMinutes(10);

	/**
	 * From now on, have the remote system answer every call with an error. It is a good
	 * idea to have the error quote a secret of {@link #secrets()}, as careless systems
	 * do.
	 * @throws Exception if that can't be done
	 */
	protected abstract void backendFails() throws Exception;

	/**
	 * From now on, have the remote system accept every call and never answer.
	 * @throws Exception if that can't be done
	 */
	protected abstract void backendHangs() throws Exception;

	@Test
	final void failingBackendEndsInOneClearException() throws Exception {
		backendFails();
		ClearFailure.require("When the backend fails", failureOf(call(createMutator(), PluginCall.PROMPTLY)));
	}

	@Test
	final void hangingBackendEndsInOneClearExceptionInTime() throws Exception {
		backendHangs();
		ClearFailure.require("When the backend hangs", failureOf(call(createMutator(), SHORT)));
	}

	@Test
	final void failureLeavesTheEnvironmentAsItWas() throws Exception {
		backendFails();
		EnvMutator mutator = createMutator();
		Env env = env();
		Map<String, String> before = new LinkedHashMap<>(env);
		PluginCall call = PluginCall.make("The call", () -> mutator.mutateEnv(context(0, PluginCall.PROMPTLY), env));
		failureOf(call);
		Assertions.assertThat(env.keySet())
			.as("variables after the mutator has failed; it should write nothing before it knows everything")
			.isEqualTo(before.keySet());
		Assertions.assertThat(env.equals(before)).as("values are as they were before the mutator failed").isTrue();
	}

	@Test
	final void interruptEndsTheWaitForTheBackend() throws Exception {
		backendHangs();
		EnvMutator mutator = createMutator();
		PluginCall call = PluginCall.start(() -> mutator.mutateEnv(context(0, LONG), env()));
		call.awaitStandstill();
		call.interrupt();
		requireInterruptKept(call.requireEnd("A call that was interrupted while the backend hangs"));
	}

	@Test
	final void cancelledRunEndsAndSoDoesItsThread() throws Exception {
		backendHangs();
		EnvMutator mutator = createMutator();
		List<PluginCall> threads = new CopyOnWriteArrayList<>();
		PluginCall caller = PluginCall.start(() -> {
			MutatorRun run = MutatorRun.of(mutator)
				.request(request(0))
				.variables(variables())
				.timeout(LONG)
				.registry((registry) -> registry.executor((task) -> threads.add(PluginCall.start(task::run)))
					.fetchExecutor((task) -> threads.add(PluginCall.start(task::run))))
				.run();
			Assertions.assertThat(run.failure()).get().isInstanceOf(RunCancelledException.class);
		});
		caller.awaitStandstill();
		caller.interrupt();
		Throwable failure = caller.requireEnd("A run that was cancelled while the backend hangs").failure();
		if (failure != null) {
			throw new AssertionError("A run that was interrupted while the backend hangs has to be cancelled", failure);
		}
		threads.forEach((thread) -> thread.requireEnd("The mutator's thread in a run that was cancelled"));
	}

	@Test
	@ResourceLock(Resources.SYSTEM_OUT)
	@ResourceLock(Resources.SYSTEM_ERR)
	final void failureShowsNoSecret() throws Exception {
		KnownSecrets secrets = secretsOfHealthyRun();
		backendFails();
		requireNoSecretShown(secrets, PluginCall.PROMPTLY);
	}

	@Test
	@ResourceLock(Resources.SYSTEM_OUT)
	@ResourceLock(Resources.SYSTEM_ERR)
	final void timeoutShowsNoSecret() throws Exception {
		KnownSecrets secrets = secretsOfHealthyRun();
		backendHangs();
		requireNoSecretShown(secrets, SHORT);
	}

	private KnownSecrets secretsOfHealthyRun() {
		return new KnownSecrets().addConfigured(secrets()).addAll(passingRun(createMutator(), 0, Map.of()).env());
	}

	private void requireNoSecretShown(KnownSecrets secrets, Duration timeout) {
		try (CapturedOutput output = new CapturedOutput()) {
			EnvMutator mutator = createMutator();
			StringWriter stackTrace = new StringWriter();
			failureOf(call(mutator, timeout)).printStackTrace(new PrintWriter(stackTrace));
			secrets.requireAbsentFrom("The exception or one of its causes", stackTrace.toString());
			secrets.requireAbsentFrom("toString() of the mutator", mutator.toString());
			output.requireFreeOf(secrets);
		}
	}

	private PluginCall call(EnvMutator mutator, Duration timeout) {
		ProvisionContext context = context(0, timeout);
		return PluginCall.make("A call that has " + timeout.toMillis() + " ms",
				() -> mutator.mutateEnv(context, env()));
	}

	private static Throwable failureOf(PluginCall call) {
		if (call.failure() == null) {
			Assertions.fail("The backend fails or hangs, so the mutator has to end in an exception, but it returned."
					+ " If it need not ask the backend any more, createMutator() has to create it without a cache");
		}
		return Objects.requireNonNull(call.failure());
	}

}

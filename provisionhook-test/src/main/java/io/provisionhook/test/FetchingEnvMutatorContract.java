package io.provisionhook.test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Function;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.ProvisionContext;
import io.provisionhook.ProvisionhookException;
import io.provisionhook.test.PluginCall.Wait;

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

	private static final Duration SHORT = Duration.ofMillis(100);

	private static final Duration ENOUGH = Duration.ofSeconds(5);

	private static final Duration LONG = Duration.ofMinutes(10);

	private static final int CALLS_TO_BELIEVE_IT = 3;

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
		ClearFailure.require("When the backend fails", failureOf(createMutator(), ENOUGH));
	}

	@Test
	final void hangingBackendEndsInOneClearException() throws Exception {
		backendHangsAfterRun();
		ClearFailure.require("When the backend hangs", failureOfHanging(createMutator(), SHORT));
	}

	@Test
	final void hangingBackendCostsNoMoreThanTheTimeLeft() throws Exception {
		backendHangsAfterRun();
		EnvMutator mutator = createMutator();
		Duration enough = SHORT.plus(slack());
		// A busy machine may make one call late, but hardly three in a row
		for (int i = 0; i < CALLS_TO_BELIEVE_IT; i++) {
			long start = System.nanoTime();
			failureOfHanging(mutator, SHORT);
			if (System.nanoTime() - start < enough.toNanos()) {
				return;
			}
		}
		Assertions.fail(CALLS_TO_BELIEVE_IT + " calls in a row that had " + SHORT.toMillis() + " ms took more than "
				+ enough.toMillis() + " ms each; the mutator has to give up after context.remaining()");
	}

	// The short time is left for the wait, since classes are loaded in a run before
	private void backendHangsAfterRun() throws Exception {
		workspaces().runPassing(createMutator(), 0);
		backendHangs();
	}

	/**
	 * Return by how much a call may be late.
	 * @return the time
	 */
	Duration slack() {
		return patience().dividedBy(4);
	}

	@Test
	final void hangingBackendIsNotWaitedForWithoutTimeLeft() throws Exception {
		backendHangs();
		ClearFailure.require("When the backend hangs and context.remaining() is zero",
				failureOfHanging(createMutator(), Duration.ZERO));
	}

	@Test
	final void failureLeavesTheEnvironmentAsItWas() throws Exception {
		backendFails();
		Env env = workspaces().env();
		Env before = workspaces().env();
		failureOf(createMutator(), ENOUGH, env);
		Set<String> names = new TreeSet<>(env.keySet());
		names.addAll(before.keySet());
		names.removeIf((name) -> Objects.equals(before.get(name), env.get(name)));
		Assertions.assertThat(names)
			.as("variables that the mutator had changed before it failed; it should write once it knows everything")
			.isEmpty();
	}

	@Test
	final void interruptEndsTheWaitForTheBackend() throws Exception {
		backendHangs();
		EnvMutator mutator = createMutator();
		PluginCall call = PluginCall.start(() -> mutator.mutateEnv(workspaces().context(0, LONG), workspaces().env()));
		call.awaitStandstill();
		call.interrupt();
		call.requireEndOfWait("A call that was interrupted while the backend hangs", Wait.LONG, patience())
			.requireInterruptKept();
	}

	@Test
	final void cancelledRunEndsAndSoDoesItsThread() throws Exception {
		backendHangs();
		EnvMutator mutator = createMutator();
		List<PluginCall> threads = new CopyOnWriteArrayList<>();
		Executor executor = (task) -> threads.add(PluginCall.start(task::run));
		PluginCall caller = PluginCall.start(() -> {
			MutatorRun run = workspaces().describeRun(mutator, 0)
				.timeout(LONG)
				.registry((registry) -> registry.policies((name) -> MutatorPolicy.DEFAULT.withTimeout(LONG))
					.executor(executor)
					.fetchExecutor(executor))
				.run();
			Assertions.assertThat(run.failure())
				.get()
				.returns(ProvisionhookException.Reason.CANCELLED, ProvisionhookException::getReason);
		});
		caller.awaitStandstill();
		threads.forEach(PluginCall::awaitStandstill);
		caller.interrupt();
		caller.requireReturn("A run that was cancelled while the backend hangs", patience());
		threads.forEach((thread) -> thread.requireEndOfWait("The mutator's thread in a run that was cancelled",
				Wait.LONG, patience()));
	}

	@Test
	@ResourceLock(Resources.SYSTEM_OUT)
	@ResourceLock(Resources.SYSTEM_ERR)
	final void failureShowsNoSecret() throws Exception {
		KnownSecrets secrets = secretsOfHealthyRun();
		backendFails();
		requireNoSecretShown(secrets, (mutator) -> failureOf(mutator, ENOUGH));
	}

	@Test
	@ResourceLock(Resources.SYSTEM_OUT)
	@ResourceLock(Resources.SYSTEM_ERR)
	final void timeoutShowsNoSecret() throws Exception {
		KnownSecrets secrets = secretsOfHealthyRun();
		backendHangs();
		requireNoSecretShown(secrets, (mutator) -> failureOfHanging(mutator, SHORT));
	}

	private KnownSecrets secretsOfHealthyRun() throws Exception {
		return new KnownSecrets(secrets(), workspaces().runPassing(createMutator(), 0).env());
	}

	private void requireNoSecretShown(KnownSecrets secrets, Function<EnvMutator, Throwable> call) throws Exception {
		try (CapturedOutput output = new CapturedOutput()) {
			EnvMutator mutator = createMutator();
			StringWriter stackTrace = new StringWriter();
			call.apply(mutator).printStackTrace(new PrintWriter(stackTrace));
			secrets.requireAbsentFrom("The exception or one of its causes", stackTrace.toString());
			secrets.requireAbsentFrom(mutator);
			output.requireFreeOf(secrets);
		}
	}

	private Throwable failureOf(EnvMutator mutator, Duration timeout) {
		return failureOf(mutator, timeout, workspaces().env());
	}

	private Throwable failureOf(EnvMutator mutator, Duration timeout, Env env) {
		PluginCall call = start(mutator, timeout, env);
		return failureOf(call.requireEnd(describe(timeout), patience()));
	}

	// A mutator that does not end is called again: a busy machine may be late once
	private Throwable failureOfHanging(EnvMutator mutator, Duration timeout) {
		for (int i = 1; i < CALLS_TO_BELIEVE_IT; i++) {
			PluginCall call = start(mutator, timeout, workspaces().env());
			if (call.endsWaiting(Wait.SHORT, patience())) {
				return failureOf(call);
			}
			call.interrupt();
		}
		PluginCall last = start(mutator, timeout, workspaces().env());
		return failureOf(last.requireEndOfWait(describe(timeout), Wait.SHORT, patience()));
	}

	private PluginCall start(EnvMutator mutator, Duration timeout, Env env) {
		ProvisionContext context = workspaces().context(0, timeout);
		return PluginCall.start(() -> mutator.mutateEnv(context, env));
	}

	private static String describe(Duration timeout) {
		return "A call that has " + timeout.toMillis() + " ms";
	}

	private static Throwable failureOf(PluginCall call) {
		Throwable failure = call.failure();
		if (failure == null) {
			throw new AssertionError("The backend fails or hangs, so the mutator has to end in an exception, but it"
					+ " returned. If it had no need to ask, createMutator() has to create it without what it knew");
		}
		return failure;
	}

}

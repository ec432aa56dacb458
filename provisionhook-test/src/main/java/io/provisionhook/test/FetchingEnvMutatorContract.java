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
import io.provisionhook.test.SupervisedCall.Wait;

/**
 * Contract test of an {@link EnvMutator} that calls a remote system, to extend by the
 * author of a plugin. In addition to {@link EnvMutatorContract}, each inherited test
 * verifies one rule:
 * <ul>
 * <li>A failing or hanging backend ends in an exception whose message names the problem,
 * within {@code context.remaining()}.</li>
 * <li>A failure changes no variable.</li>
 * <li>An interrupt ends a call to the backend, and so does a cancelled run.</li>
 * <li>No exception, cause or output of a failure contains a secret.</li>
 * </ul>
 * A subclass replaces the backend by a fake server, preferably on a real socket. Start it
 * in a {@code @BeforeEach} method, in its working state: <pre class="code">
 * class AcmeMutatorContractTests extends FetchingEnvMutatorContract {
 *
 *     private final FakeAcmeServer server = new FakeAcmeServer();
 *
 *     &#64;BeforeEach
 *     void startServer() {
 *         this.server.start();
 *     }
 *
 *     &#64;AfterEach
 *     void stopServer() {
 *         this.server.stop();
 *     }
 *
 *     &#64;Override
 *     protected EnvMutator createMutator() {
 *         return new AcmeMutator(this.server.url(), "acme-api-key");
 *     }
 *
 *     &#64;Override
 *     protected Collection&lt;String&gt; secrets() {
 *         return List.of("acme-api-key");
 *     }
 *
 *     &#64;Override
 *     protected void makeBackendFail() {
 *         this.server.respondWith(500, "invalid key: acme-api-key");
 *     }
 *
 *     &#64;Override
 *     protected void makeBackendHang() {
 *         this.server.neverRespond();
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

	private static final int MAXIMUM_ATTEMPTS = 3;

	/**
	 * Make the backend respond to every call with an error. The error should quote a
	 * secret of {@link #secrets()}, as some systems do.
	 * @throws Exception if the backend can't be changed
	 */
	protected abstract void makeBackendFail() throws Exception;

	/**
	 * Make the backend accept every call and never respond.
	 * @throws Exception if the backend can't be changed
	 */
	protected abstract void makeBackendHang() throws Exception;

	@Test
	final void failingBackendEndsInClearException() throws Exception {
		makeBackendFail();
		ClearFailure.require("When the backend fails", failureOf(createMutator(), ENOUGH));
	}

	@Test
	final void hangingBackendEndsInClearException() throws Exception {
		makeBackendHangAfterRun();
		ClearFailure.require("When the backend hangs", failureOfHanging(createMutator(), SHORT));
	}

	@Test
	final void hangingBackendEndsWithinRemainingTime() throws Exception {
		makeBackendHangAfterRun();
		EnvMutator mutator = createMutator();
		Duration enough = SHORT.plus(slack());
		// On a busy machine, one call may be late, but not three in a row
		for (int i = 0; i < MAXIMUM_ATTEMPTS; i++) {
			long start = System.nanoTime();
			failureOfHanging(mutator, SHORT);
			if (System.nanoTime() - start < enough.toNanos()) {
				return;
			}
		}
		Assertions.fail(MAXIMUM_ATTEMPTS + " calls in a row that had " + SHORT.toMillis() + " ms took more than "
				+ enough.toMillis() + " ms each; the mutator must end within context.remaining()");
	}

	// The first run loads the classes, which would take most of a short timeout
	private void makeBackendHangAfterRun() throws Exception {
		workspaces().runPassing(createMutator(), 0);
		makeBackendHang();
	}

	/**
	 * Return the maximum delay of a call after its timeout.
	 * @return the delay
	 */
	Duration slack() {
		return timeout().dividedBy(4);
	}

	@Test
	final void hangingBackendEndsWithoutRemainingTime() throws Exception {
		makeBackendHang();
		ClearFailure.require("When the backend hangs and context.remaining() is zero",
				failureOfHanging(createMutator(), Duration.ZERO));
	}

	@Test
	final void failureLeavesEnvironmentUnchanged() throws Exception {
		makeBackendFail();
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
	final void interruptEndsCallToBackend() throws Exception {
		makeBackendHang();
		EnvMutator mutator = createMutator();
		SupervisedCall call = SupervisedCall
			.start(() -> mutator.mutateEnv(workspaces().context(0, LONG), workspaces().env()));
		call.awaitStandstill();
		call.interrupt();
		call.requireEndOfWait("A call that was interrupted while the backend hangs", Wait.LONG, timeout())
			.requireInterruptPreserved();
	}

	@Test
	final void cancelledRunEndsItsThread() throws Exception {
		makeBackendHang();
		EnvMutator mutator = createMutator();
		List<SupervisedCall> threads = new CopyOnWriteArrayList<>();
		Executor executor = (task) -> threads.add(SupervisedCall.start(task::run));
		SupervisedCall caller = SupervisedCall.start(() -> {
			MutatorRun run = workspaces().builder(mutator, 0)
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
		threads.forEach(SupervisedCall::awaitStandstill);
		caller.interrupt();
		caller.requireReturn("A run that was cancelled while the backend hangs", timeout());
		threads.forEach((thread) -> thread.requireEndOfWait("The mutator's thread in a run that was cancelled",
				Wait.LONG, timeout()));
	}

	@Test
	@ResourceLock(Resources.SYSTEM_OUT)
	@ResourceLock(Resources.SYSTEM_ERR)
	final void failureShowsNoSecret() throws Exception {
		KnownSecrets secrets = secretsOfHealthyRun();
		makeBackendFail();
		requireNoSecretShown(secrets, (mutator) -> failureOf(mutator, ENOUGH));
	}

	@Test
	@ResourceLock(Resources.SYSTEM_OUT)
	@ResourceLock(Resources.SYSTEM_ERR)
	final void timeoutShowsNoSecret() throws Exception {
		KnownSecrets secrets = secretsOfHealthyRun();
		makeBackendHang();
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
		SupervisedCall call = start(mutator, timeout, env);
		return failureOf(call.requireEnd(describe(timeout), timeout()));
	}

	// Repeated, since one call may be late on a busy machine
	private Throwable failureOfHanging(EnvMutator mutator, Duration timeout) {
		for (int i = 1; i < MAXIMUM_ATTEMPTS; i++) {
			SupervisedCall call = start(mutator, timeout, workspaces().env());
			if (call.endsWaiting(Wait.SHORT, timeout())) {
				return failureOf(call);
			}
			call.interrupt();
		}
		SupervisedCall last = start(mutator, timeout, workspaces().env());
		return failureOf(last.requireEndOfWait(describe(timeout), Wait.SHORT, timeout()));
	}

	private SupervisedCall start(EnvMutator mutator, Duration timeout, Env env) {
		ProvisionContext context = workspaces().context(0, timeout);
		return SupervisedCall.start(() -> mutator.mutateEnv(context, env));
	}

	private static String describe(Duration timeout) {
		return "A call that has " + timeout.toMillis() + " ms";
	}

	private static Throwable failureOf(SupervisedCall call) {
		Throwable failure = call.failure();
		if (failure == null) {
			throw new AssertionError("The backend fails or hangs, so the mutator must end in an exception, but it"
					+ " returned. If it used a cache, createMutator() must create it without cached values");
		}
		return failure;
	}

}

package io.provisionhook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for runs that are {@linkplain ProvisionhookException.Reason#CANCELLED cancelled}:
 * interrupted callers, and mutators that leave the interrupt flag set.
 */
@Timeout(300)
class RunCancellationTests {

	@RegisterExtension
	final LogCapture log = new LogCapture();

	private final Registry registry = new Registry();

	private final ProvisionContext context = new ManualTime().context();

	private final Map<String, String> env = new HashMap<>(Map.of("KEPT", "caller"));

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final CountDownLatch release = new CountDownLatch(1);

	private final CountDownLatch interrupted = new CountDownLatch(1);

	private final Thread caller = Thread.currentThread();

	@AfterEach
	void letGoOfThreads() {
		this.release.countDown();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void callerThatIsInterruptedBeforeTheRunStartsNothing() {
		this.registry.register(new StubFetchingMutator("a", (context) -> {
			this.calls.add("fetch");
			return "a";
		}));
		this.registry.register(EnvMutator.of("b", (context, env) -> this.calls.add("b")));
		this.caller.interrupt();
		assertCancelled(this.registry, "a");
		assertThat(this.calls).isEmpty();
	}

	@Test
	void callerThatIsInterruptedWhileAMutatorRunsStopsTheChain() throws Exception {
		this.registry.register(EnvMutator.of("first", (context, env) -> env.put("FIRST", "1")));
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			this.caller.interrupt();
			hang();
		}));
		this.registry.register(EnvMutator.of("last", (context, env) -> this.calls.add("last")));
		assertCancelled(this.registry, "a");
		assertThat(this.interrupted.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(this.calls).isEmpty();
	}

	@Test
	void callerThatIsInterruptedWaitsForNoMutatorThatIgnoresIt() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			this.caller.interrupt();
			Uninterruptibly.await(this.release);
			env.put("KEPT", "late");
		}));
		assertCancelled(this.registry, "a");
		assertThat(this.release.getCount()).isEqualTo(1);
		this.release.countDown();
		Uninterruptibly.await(() -> !this.log.lines().isEmpty());
		assertThat(this.log.lines()).containsExactly(
				"WARNING: Mutator \"a\" used the environment of workspace w1 after its turn had ended; nothing was changed");
	}

	@Test
	void callerThatIsInterruptedWhileAFetchRunsStopsTheChain() throws Exception {
		this.registry.register(new StubFetchingMutator("a", (context) -> {
			this.caller.interrupt();
			return hang();
		}));
		assertCancelled(this.registry, "a");
		assertThat(this.interrupted.await(60, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void cancelledRunInterruptsTheFetchesOfLaterMutators() throws Exception {
		CountDownLatch fetching = new CountDownLatch(1);
		this.registry.register(new StubFetchingMutator("a", (context) -> {
			assertThat(fetching.await(60, TimeUnit.SECONDS)).isTrue();
			this.caller.interrupt();
			Uninterruptibly.await(this.release);
			return "late";
		}));
		this.registry.register(new StubFetchingMutator("b", (context) -> {
			fetching.countDown();
			return hang();
		}));
		assertCancelled(this.registry, "a");
		assertThat(this.interrupted.await(60, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void cancellationIsNotSkipped() {
		Registry skipping = TimeLimits.of("skip", 10_000, MutatorPolicy.OnFailure.SKIP).build();
		skipping.register(EnvMutator.of("skip", (context, env) -> {
			this.caller.interrupt();
			hang();
		}));
		skipping.register(EnvMutator.of("last", (context, env) -> this.calls.add("last")));
		assertCancelled(skipping, "skip");
		assertThat(this.calls).isEmpty();
	}

	@Test
	void reportNamesCancelledMutator() {
		this.registry.register(EnvMutator.of("first", (context, env) -> env.put("FIRST", "1")));
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			this.caller.interrupt();
			hang();
		}));
		assertThatExceptionOfType(ProvisionhookException.class)
			.isThrownBy(() -> this.registry.run(this.context, this.env))
			.returns(ProvisionhookException.Reason.CANCELLED, ProvisionhookException::getReason)
			.satisfies((ex) -> assertThat(ex.getReport().mutators()).extracting(MutatorReport::outcome)
				.containsExactly(MutatorOutcome.SUCCESS, MutatorOutcome.CANCELLED));
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void mutatorThatThrowsInterruptedExceptionFailsAndInterruptsTheCaller() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			throw new InterruptedException("stopped");
		}));
		this.registry.register(EnvMutator.of("last", (context, env) -> this.calls.add("last")));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": stopped")
			.satisfies((ex) -> assertThat(ex.getCause()).hasToString("java.lang.InterruptedException: stopped"));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.calls).isEmpty();
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"));
	}

	@Test
	void interruptedExceptionIsNotSkipped() {
		Registry skipping = TimeLimits.of("skip", 10_000, MutatorPolicy.OnFailure.SKIP).build();
		skipping.register(EnvMutator.of("skip", (context, env) -> {
			throw new InterruptedException("stopped");
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> skipping.run(this.context, this.env))
			.withMessage("provisionhook \"skip\": stopped");
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void fetchThatThrowsInterruptedExceptionFailsAndInterruptsTheCaller() {
		this.registry.register(new StubFetchingMutator("a", (context) -> {
			throw new InterruptedException("stopped");
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": stopped");
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void mutatorThatLeavesInterruptFlagSetStopsTheChain() {
		this.registry.register(EnvMutator.of("a", (context, env) -> Thread.currentThread().interrupt()));
		this.registry.register(EnvMutator.of("b", (context, env) -> this.calls.add("b")));
		assertCancelled(this.registry, "b");
		assertThat(this.calls).isEmpty();
	}

	@Test
	void lastMutatorThatLeavesInterruptFlagSetInterruptsTheCaller() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			env.put("A", "1");
			Thread.currentThread().interrupt();
		}));
		this.registry.run(this.context, this.env);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"), Map.entry("A", "1"));
	}

	@Test
	void interruptionOnTheCallersOwnThreadIsKeptToo() {
		Registry direct = Registry.builder().executor(Runnable::run).build();
		direct.register(EnvMutator.of("a", (context, env) -> Thread.currentThread().interrupt()));
		direct.register(EnvMutator.of("b", (context, env) -> this.calls.add("b")));
		assertCancelled(direct, "b");
		assertThat(this.calls).isEmpty();
	}

	@Test
	void interruptionDoesNotReachTheNextTaskOfAPooledThread() throws Exception {
		ExecutorService pool = Executors.newSingleThreadExecutor();
		try {
			Registry pooled = Registry.builder().executor(pool).build();
			pooled.register(EnvMutator.of("a", (context, env) -> Thread.currentThread().interrupt()));
			pooled.run(this.context, this.env);
			assertThat(Thread.interrupted()).isTrue();
			assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get(60, TimeUnit.SECONDS)).isFalse();
		}
		finally {
			pool.shutdownNow();
		}
	}

	private String hang() throws InterruptedException {
		try {
			this.release.await();
			return "late";
		}
		catch (InterruptedException ex) {
			this.interrupted.countDown();
			throw ex;
		}
	}

	private void assertCancelled(Registry registry, String mutatorName) {
		assertThatExceptionOfType(ProvisionhookException.class).isThrownBy(() -> registry.run(this.context, this.env))
			.returns(ProvisionhookException.Reason.CANCELLED, ProvisionhookException::getReason)
			.withMessage("provisionhook: cancelled at \"" + mutatorName + "\"")
			.satisfies((ex) -> assertThat(ex.getReport().changes()).isEmpty());
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"));
	}

}

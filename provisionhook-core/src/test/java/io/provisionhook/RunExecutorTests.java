package io.provisionhook;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.internal.ThreadPerTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Registry.Builder}: executors of mutators and fetches.
 */
@Timeout(300)
class RunExecutorTests {

	private final ManualTime time = new ManualTime();

	private final ProvisionContext context = this.time.context();

	private final Map<String, String> env = new HashMap<>(Map.of("KEPT", "caller"));

	private final ThreadLocal<String> trace = new ThreadLocal<>();

	private final List<String> calls = new CopyOnWriteArrayList<>();

	@Test
	void mutatorsOfARunShareAThreadThatDoesNotKeepTheJvmAlive() {
		Registry registry = new Registry();
		for (String name : List.of("a", "b")) {
			registry.register(EnvMutator.of(name, (context, env) -> {
				assertThat(Thread.currentThread().isDaemon()).isTrue();
				env.put(name, Thread.currentThread().getName());
			}));
		}
		registry.run(this.context, this.env);
		assertThat(this.env.get("a")).startsWith("provisionhook-run-").isEqualTo(this.env.get("b"));
	}

	@Test
	void threadEndsWithItsTask() throws Exception {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		new ThreadPerTaskExecutor().execute(() -> thread.complete(Thread.currentThread()));
		thread.get(60, TimeUnit.SECONDS).join(60_000);
		assertThat(thread.join().isAlive()).isFalse();
	}

	@Test
	void manyTasksAtOnceLeaveAFewSpareThreads() throws Exception {
		ClassLoader mark = new ClassLoader() {
		};
		CompletableFuture<ThreadPerTaskExecutor> made = new CompletableFuture<>();
		Thread maker = new Thread(() -> made.complete(new ThreadPerTaskExecutor()));
		maker.setContextClassLoader(mark);
		maker.start();
		ThreadPerTaskExecutor threads = made.get(60, TimeUnit.SECONDS);
		CountDownLatch release = new CountDownLatch(1);
		for (int i = 0; i < 40; i++) {
			threads.execute(() -> Uninterruptibly.await(release));
		}
		assertThat(aliveWith(mark)).isEqualTo(40);
		release.countDown();
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(aliveWith(mark)).isEqualTo(16));
	}

	private static long aliveWith(ClassLoader classLoader) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getContextClassLoader() == classLoader)
			.count();
	}

	@Test
	void runWhenExecutorRejectsTaskIsRefused() {
		RejectedExecutionException rejection = new RejectedExecutionException("queue of 10 is full");
		Registry registry = Registry.builder().executor((task) -> {
			throw rejection;
		}).build();
		registry.register(EnvMutator.of("a", (context, env) -> this.calls.add("a")));
		assertThatExceptionOfType(ProvisionhookException.class).isThrownBy(() -> registry.run(this.context, this.env))
			.returns(ProvisionhookException.Reason.REFUSED, ProvisionhookException::getReason)
			.withMessage("provisionhook: no thread for \"a\": RejectedExecutionException")
			.satisfies((ex) -> assertThat(ex.getCause()).hasToString(rejection.toString()));
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"));
		assertThat(this.calls).isEmpty();
	}

	@Test
	void refusedRunIsNotSkipped() {
		Registry registry = Registry.builder()
			.policies((name) -> MutatorPolicy.DEFAULT.withOnFailure(MutatorPolicy.OnFailure.SKIP))
			.executor((task) -> {
				throw new RejectedExecutionException("full");
			})
			.build();
		registry.register(EnvMutator.of("a", (context, env) -> this.calls.add("a")));
		assertThatExceptionOfType(ProvisionhookException.class).isThrownBy(() -> registry.run(this.context, this.env))
			.returns(ProvisionhookException.Reason.REFUSED, ProvisionhookException::getReason);
	}

	@Test
	void mutatorThatNeverGetsAThreadTimesOut() {
		Registry registry = TimeLimits.of("a", 50).executor((task) -> this.time.advance(Duration.ofMillis(50))).build();
		registry.register(EnvMutator.of("a", (context, env) -> this.calls.add("a")));
		assertThatExceptionOfType(MutatorTimeoutException.class).isThrownBy(() -> registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": timed out after 50 ms");
		assertThat(registry.abandonedThreads()).isZero();
	}

	@Test
	void taskThatComesAfterItsRunHasEndedDoesNothing() {
		List<Runnable> tasks = new CopyOnWriteArrayList<>();
		Registry registry = TimeLimits.of("a", 50).executor((task) -> {
			tasks.add(task);
			this.time.advance(Duration.ofMillis(50));
		}).build();
		registry.register(EnvMutator.of("a", (context, env) -> this.calls.add("a")));
		assertThatExceptionOfType(MutatorTimeoutException.class).isThrownBy(() -> registry.run(this.context, this.env));
		assertThat(tasks).hasSize(1).allSatisfy(Runnable::run);
		assertThat(this.calls).isEmpty();
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"));
	}

	@Test
	void runThatWaitsForAFetchHoldsNoThreadOfTheExecutor() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		ExecutorService single = Executors.newSingleThreadExecutor();
		try {
			Registry registry = Registry.builder().executor(single).build();
			registry.register(new StubFetchingMutator("a", (context) -> {
				this.calls.add(single.submit(() -> "free").get(60, TimeUnit.SECONDS));
				release.countDown();
				return "a";
			}));
			registry.run(this.context, this.env);
			assertThat(this.calls).containsExactly("free");
			assertThat(release.getCount()).isZero();
		}
		finally {
			single.shutdownNow();
		}
	}

	@Test
	void decoratorCarriesContextToMutatorsAndFetches() {
		Registry registry = Registry.builder().taskDecorator(this::carrying).build();
		registry.register(EnvMutator.of("plain", (context, env) -> env.put("PLAIN", seen())));
		registry.register(new StubFetchingMutator("fetching", (context) -> seen()));
		this.trace.set("trace-1");
		registry.run(this.context, this.env);
		assertThat(this.env).containsEntry("PLAIN", "trace-1").containsEntry("fetching", "trace-1");
	}

	@Test
	void decoratorCarriesContextToMutatorsBehindASkippedOne() {
		Registry registry = TimeLimits.of("skip", 10_000, MutatorPolicy.OnFailure.SKIP)
			.taskDecorator(this::carrying)
			.build();
		registry.register(EnvMutator.of("skip", (context, env) -> {
			throw new IllegalStateException("boom");
		}));
		registry.register(EnvMutator.of("plain", (context, env) -> env.put("PLAIN", seen())));
		this.trace.set("trace-1");
		registry.run(this.context, this.env);
		assertThat(this.env).containsEntry("PLAIN", "trace-1");
	}

	@Test
	void runWhenDecoratorFailsIsRefused() {
		Registry registry = Registry.builder().taskDecorator((task) -> {
			throw new IllegalStateException("boom");
		}).build();
		registry.register(EnvMutator.of("a", (context, env) -> this.calls.add("a")));
		assertThatExceptionOfType(ProvisionhookException.class).isThrownBy(() -> registry.run(this.context, this.env))
			.returns(ProvisionhookException.Reason.REFUSED, ProvisionhookException::getReason)
			.withMessage("provisionhook: no thread for \"a\": IllegalStateException");
	}

	private String seen() {
		return String.valueOf(this.trace.get());
	}

	private Runnable carrying(Runnable task) {
		String carried = seen();
		return () -> {
			this.trace.set(carried);
			try {
				task.run();
			}
			finally {
				this.trace.remove();
			}
		};
	}

}

package io.provisionhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Registry}: thread state that a mutator leaves reaches no other run.
 */
@Timeout(300)
class RunIsolationTests {

	private final ManualTime time = new ManualTime();

	private final ThreadTraces traces = new ThreadTraces();

	private final List<String> found = new CopyOnWriteArrayList<>();

	private final List<Thread> threads = new CopyOnWriteArrayList<>();

	private final ExecutorService single = Executors.newSingleThreadExecutor();

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void letGoOfThreads() {
		this.release.countDown();
		this.single.shutdownNow();
	}

	@Test
	void runWhenMutatorLeavesTracesLeavesNoneToTheNextRun() {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, env) -> lookAndLeaveAll()));
		runTwice(registry);
		assertThat(this.found).isEmpty();
		assertThat(this.threads).doesNotHaveDuplicates();
	}

	@Test
	void runWhenFetchLeavesTracesLeavesNoneToTheNextRun() {
		Registry registry = new Registry();
		registry.register(new StubFetchingMutator("a", (context) -> {
			lookAndLeaveAll();
			Thread.currentThread().interrupt();
			return "fetched";
		}));
		runTwice(registry);
		assertThat(this.found).isEmpty();
		assertThat(this.threads).doesNotHaveDuplicates();
	}

	@Test
	void runWhenSkippedMutatorLeavesTracesLeavesNoneToTheNextRun() {
		Registry registry = TimeLimits.of("a", 10_000, MutatorPolicy.OnFailure.SKIP).build();
		registry.register(EnvMutator.of("a", (context, env) -> {
			lookAndLeaveAll();
			throw new IllegalStateException("boom");
		}));
		runTwice(registry);
		assertThat(this.found).isEmpty();
		assertThat(this.threads).doesNotHaveDuplicates();
	}

	@Test
	void runWhenTimedOutMutatorLeavesTracesLeavesNoneToTheNextRun() {
		Registry registry = TimeLimits.of("a", 50, MutatorPolicy.OnFailure.SKIP).build();
		registry.register(EnvMutator.of("a", (context, env) -> {
			lookAndLeaveAll();
			this.time.advance(Duration.ofMillis(50));
			Uninterruptibly.await(this.release);
		}));
		run(registry);
		this.release.countDown();
		awaitIdle();
		run(registry);
		assertThat(this.found).isEmpty();
		assertThat(this.threads).doesNotHaveDuplicates();
	}

	@Test
	void runWhenCallingThreadHasTracesGivesNoneToItsOwnThreads() throws Exception {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, env) -> this.found.addAll(this.traces.found())));
		registry.register(new StubFetchingMutator("b", (context) -> {
			this.found.addAll(this.traces.found());
			return "fetched";
		}));
		this.single.submit(() -> {
			this.traces.leaveAll();
			run(registry);
		}).get(60, TimeUnit.SECONDS);
		assertThat(this.found).isEmpty();
	}

	@Test
	void runUsesClassLoaderOfThreadThatBuiltTheRegistry() throws Exception {
		Registry registry = new Registry();
		List<ClassLoader> loaders = new CopyOnWriteArrayList<>();
		registry.register(
				EnvMutator.of("a", (context, env) -> loaders.add(Thread.currentThread().getContextClassLoader())));
		this.single.submit(() -> {
			this.traces.leaveOnThread();
			run(registry);
		}).get(60, TimeUnit.SECONDS);
		assertThat(loaders).containsExactly(Thread.currentThread().getContextClassLoader());
	}

	@Test
	void turnWhenEarlierMutatorLeavesTracesFindsOnlyItsThreadLocals() {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, env) -> this.traces.leaveAll()));
		registry.register(EnvMutator.of("b", (context, env) -> this.found.addAll(this.traces.found())));
		run(registry);
		assertThat(this.found).containsExactly("local", "inheritable");
	}

	@Test
	void runOnPooledThreadOfTheApplicationGivesItBackAsItWas() throws Exception {
		Registry registry = Registry.builder().executor(this.single).build();
		registry.register(EnvMutator.of("a", (context, env) -> this.traces.leaveOnThread()));
		run(registry);
		assertThat(foundOnPool()).isEmpty();
	}

	@Test
	void runWhenMutatorFailsGivesPooledThreadBackAsItWas() throws Exception {
		Registry registry = Registry.builder().executor(this.single).build();
		registry.register(EnvMutator.of("a", (context, env) -> {
			this.traces.leaveOnThread();
			throw new IllegalStateException("boom");
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> run(registry));
		assertThat(foundOnPool()).isEmpty();
	}

	@Test
	void runWhenMutatorTimesOutGivesPooledThreadBackAsItWas() throws Exception {
		Registry registry = TimeLimits.of("a", 50).executor(this.single).build();
		registry.register(EnvMutator.of("a", (context, env) -> {
			this.traces.leaveOnThread();
			this.time.advance(Duration.ofMillis(50));
			Uninterruptibly.await(this.release);
			Thread.currentThread().interrupt();
		}));
		assertThatExceptionOfType(MutatorTimeoutException.class).isThrownBy(() -> run(registry));
		this.release.countDown();
		assertThat(foundOnPool()).isEmpty();
	}

	@Test
	void fetchOnPooledThreadOfTheApplicationGivesItBackAsItWas() {
		try (PlainWorker worker = new PlainWorker()) {
			Registry registry = Registry.builder().fetchExecutor(worker).build();
			registry.register(new StubFetchingMutator("a", (context) -> {
				this.traces.leaveOnThread();
				Thread.currentThread().interrupt();
				return "fetched";
			}));
			run(registry);
			worker.execute(() -> this.found.addAll(this.traces.found()));
			worker.awaitIdle();
		}
		assertThat(this.found).isEmpty();
	}

	@Test
	void runOnCallingThreadGivesItBackAsItWas() throws Exception {
		Registry registry = Registry.builder().executor(Runnable::run).fetchExecutor(Runnable::run).build();
		registry.register(EnvMutator.of("a", (context, env) -> this.traces.leaveOnThread()));
		registry.register(new StubFetchingMutator("b", (context) -> {
			this.traces.leaveOnThread();
			return "fetched";
		}));
		this.single.submit(() -> run(registry)).get(60, TimeUnit.SECONDS);
		assertThat(foundOnPool()).isEmpty();
	}

	@Test
	void runThatNothingWasLeftOnKeepsThreadOfTheApplicationAsItIs() throws Exception {
		Registry registry = Registry.builder().executor(this.single).build();
		registry.register(EnvMutator.of("a", (context, env) -> this.found.addAll(this.traces.found())));
		this.single.submit(this.traces::leaveOnThread).get(60, TimeUnit.SECONDS);
		run(registry);
		assertThat(this.found).containsExactly("name", "class loader", "priority", "handler");
		assertThat(foundOnPool()).containsExactly("name", "class loader", "priority", "handler");
	}

	private void lookAndLeaveAll() {
		this.threads.add(Thread.currentThread());
		this.found.addAll(this.traces.found());
		this.traces.leaveAll();
	}

	private void runTwice(Registry registry) {
		run(registry);
		awaitIdle();
		run(registry);
		assertThat(this.threads).hasSize(2);
	}

	// A thread that waits for work is one that the next run may get
	private void awaitIdle() {
		Thread first = this.threads.get(0);
		Uninterruptibly.await(() -> first.getState() != Thread.State.RUNNABLE);
	}

	private void run(Registry registry) {
		registry.run(this.time.context(), new HashMap<>(Map.of("KEPT", "caller")));
	}

	private List<String> foundOnPool() throws Exception {
		return this.single.submit(this.traces::found).get(60, TimeUnit.SECONDS);
	}

	/**
	 * One thread that, other than those of the JDK's pools, clears no interruption
	 * between two tasks.
	 */
	private static final class PlainWorker implements Executor, AutoCloseable {

		private final BlockingQueue<Runnable> tasks = new ArrayBlockingQueue<>(10);

		private final List<Runnable> done = new CopyOnWriteArrayList<>();

		private final List<Runnable> submitted = new ArrayList<>();

		private final Thread thread = new Thread(this::work);

		private volatile boolean closed;

		PlainWorker() {
			this.thread.setDaemon(true);
			this.thread.start();
		}

		private void work() {
			while (!this.closed) {
				Runnable task = this.tasks.poll();
				if (task != null) {
					task.run();
					this.done.add(task);
				}
				Thread.onSpinWait();
			}
		}

		@Override
		public void execute(Runnable task) {
			this.submitted.add(task);
			this.tasks.add(task);
		}

		void awaitIdle() {
			Uninterruptibly.await(() -> this.done.size() == this.submitted.size());
		}

		@Override
		public void close() {
			this.closed = true;
		}

	}

}

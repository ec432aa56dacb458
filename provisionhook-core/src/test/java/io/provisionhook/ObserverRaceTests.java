package io.provisionhook;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RunObserver}: scopes agree with the report if two threads end a turn
 * at the same time.
 */
@Timeout(300)
class ObserverRaceTests {

	private final ManualTime time = new ManualTime();

	private final ProvisionContext context = this.time.context();

	private final Map<String, String> env = new HashMap<>();

	private final List<String> received = new CopyOnWriteArrayList<>();

	private final CountDownLatch release = new CountDownLatch(1);

	private final Thread caller = Thread.currentThread();

	@AfterEach
	void letGoOfThreads() {
		this.release.countDown();
	}

	@Test
	void threadThatReturnsWhileTurnIsAbandonedDoesNotStopItsScope() {
		Registry registry = TimeLimits.of("a", 400, MutatorPolicy.OnFailure.SKIP)
			.executor(this::onThreadThatIsQuickerThanItsCaller)
			.observer(new Listener())
			.build();
		registry.register(EnvMutator.of("a", (context, env) -> timeOut()));
		RunReport report = registry.run(this.context, this.env);
		assertThat(report.mutators()).extracting(MutatorReport::outcome).containsExactly(MutatorOutcome.SKIPPED);
		assertThat(this.received).containsExactly("turn of a SKIPPED: provisionhook \"a\": timed out after 400 ms");
	}

	@Test
	void threadThatReturnsWhileRunIsCancelledDoesNotStopScopeOfTurn() {
		Registry registry = Registry.builder()
			.executor(this::onThreadThatIsQuickerThanItsCaller)
			.observer(new Listener())
			.build();
		registry.register(EnvMutator.of("a", (context, env) -> {
			this.caller.interrupt();
			hang();
		}));
		assertThatExceptionOfType(ProvisionhookException.class).isThrownBy(() -> registry.run(this.context, this.env))
			.returns(ProvisionhookException.Reason.CANCELLED, ProvisionhookException::getReason);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.received).containsExactly("turn of a CANCELLED: provisionhook: cancelled at \"a\"");
	}

	@Test
	void threadThatReturnsWhileFetchIsAbandonedDoesNotStopItsScope() {
		Registry registry = TimeLimits.of("a", 400, MutatorPolicy.OnFailure.SKIP)
			.fetchExecutor(this::onThreadThatIsQuickerThanItsCaller)
			.observer(new Listener())
			.build();
		registry.register(new StubFetchingMutator("a", (context) -> timeOut()));
		registry.run(this.context, this.env);
		assertThat(this.received).containsExactly("fetch of a SKIPPED: provisionhook \"a\": timed out after 400 ms",
				"turn of a SKIPPED: provisionhook \"a\": timed out after 400 ms");
	}

	@Test
	void threadThatReturnsWhileFetchIsCancelledDoesNotStopItsScope() {
		CountDownLatch fetching = new CountDownLatch(1);
		Registry registry = Registry.builder()
			.fetchExecutor(this::onThreadThatIsQuickerThanItsCaller)
			.observer(new Listener())
			.build();
		registry.register(new StubFetchingMutator("failing", (context) -> {
			Uninterruptibly.await(fetching);
			throw new IllegalStateException("boom");
		}));
		registry.register(new StubFetchingMutator("a", (context) -> {
			fetching.countDown();
			return hang();
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(this.context, this.env));
		assertThat(this.received).containsExactly("fetch of failing FAILURE: provisionhook \"failing\": boom",
				"turn of failing FAILURE: provisionhook \"failing\": boom", "fetch of a CANCELLED: null");
	}

	@Test
	void turnThatIsAbandonedBeforeItsScopeOpensIsStoppedWhenItOpens() {
		Registry registry = TimeLimits.of("a", 400, MutatorPolicy.OnFailure.SKIP).observer(new Listener() {

			@Override
			public Scope turnStarted(ProvisionContext context, String mutatorName) {
				ObserverRaceTests.this.time.advance(Duration.ofMillis(400));
				Uninterruptibly.await(ObserverRaceTests.this.release);
				return super.turnStarted(context, mutatorName);
			}

		}).build();
		registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "late")));
		registry.run(this.context, this.env);
		assertThat(this.received).isEmpty();
		this.release.countDown();
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(this.received)
				.containsExactly("turn of a SKIPPED: provisionhook \"a\": timed out after 400 ms"));
		assertThat(this.env).isEmpty();
	}

	@Test
	void cancellationOfTurnDoesNotStopScopeOfPreviousTurn() {
		Registry registry = Registry.builder().observer(new Listener((what) -> {
			if (what.equals("turn of a")) {
				this.caller.interrupt();
				Uninterruptibly.await(this.release);
			}
		})).build();
		registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		registry.register(EnvMutator.of("b", (context, env) -> env.put("B", "2")));
		assertThatExceptionOfType(ProvisionhookException.class).isThrownBy(() -> registry.run(this.context, this.env))
			.returns(ProvisionhookException.Reason.CANCELLED, ProvisionhookException::getReason)
			.withMessage("provisionhook: cancelled at \"b\"");
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.received).isEmpty();
		this.release.countDown();
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(this.received).containsExactly("turn of a SUCCESS: null",
					"turn of b CANCELLED: provisionhook: cancelled at \"b\""));
	}

	@Test
	void threadOfATurnThatHasNoTimeIsNotAbandoned() {
		CountDownLatch begun = new CountDownLatch(1);
		Registry registry = Registry.builder().executor((task) -> {
			new Thread(task).start();
			Uninterruptibly.await(begun);
		}).observer(new Listener() {

			@Override
			public Scope turnStarted(ProvisionContext context, String mutatorName) {
				begun.countDown();
				Uninterruptibly.await(ObserverRaceTests.this.release);
				return super.turnStarted(context, mutatorName);
			}

		}).build();
		registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		assertThatExceptionOfType(MutatorTimeoutException.class)
			.isThrownBy(() -> registry.run(this.time.context(Duration.ZERO), this.env))
			.withMessage("provisionhook \"a\": was not run, the time of the run was up");
		assertThat(registry.abandonedThreads()).isZero();
		assertThat(this.release.getCount()).isEqualTo(1);
	}

	private String timeOut() throws InterruptedException {
		this.time.advance(Duration.ofMillis(400));
		return hang();
	}

	private String hang() throws InterruptedException {
		this.release.await();
		return "late";
	}

	private void onThreadThatIsQuickerThanItsCaller(Runnable task) {
		new QuickThread(task).start();
	}

	/**
	 * Delays the thread that interrupts it until it has reported everything, and waits
	 * for the lock of that thread.
	 */
	private static final class QuickThread extends Thread {

		QuickThread(Runnable task) {
			super(task);
			setDaemon(true);
		}

		@Override
		public void interrupt() {
			super.interrupt();
			if (currentThread() != this) {
				Uninterruptibly.await(() -> getState() == State.BLOCKED);
			}
		}

	}

	/**
	 * Writes down how each fetch and each turn ended.
	 */
	private class Listener extends TurnObserver {

		private final Consumer<String> leaving;

		Listener() {
			this((what) -> {
			});
		}

		Listener(Consumer<String> leaving) {
			this.leaving = leaving;
		}

		@Override
		void begun(String what) {
		}

		@Override
		void left(String what) {
			this.leaving.accept(what);
		}

		@Override
		void ended(String what, MutatorOutcome outcome, @Nullable ProvisionhookException error) {
			ObserverRaceTests.this.received
				.add(what + " " + outcome + ": " + ((error != null) ? error.getMessage() : null));
		}

	}

}

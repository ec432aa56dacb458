package io.provisionhook;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.ProvisioningStep;
import io.provisionhook.report.ProvisioningStep.Kind;
import io.provisionhook.report.RunReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link RunReport}: start, duration and outcome of fetches and turns.
 */
@Timeout(300)
class RunStepsTests {

	private final ManualTime time = new ManualTime();

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void letGoOfThreads() {
		this.release.countDown();
	}

	private void passes(long millis) {
		this.time.advance(Duration.ofMillis(millis));
	}

	private RunReport run(Registry registry) {
		return registry.run(this.time.context(), new HashMap<>());
	}

	private RunReport fail(Registry registry) {
		return catchThrowableOfType(ProvisionhookException.class, () -> run(registry)).getReport();
	}

	private static ProvisioningStep step(String name, Kind kind, long startedAfter, long duration,
			MutatorOutcome outcome) {
		return new ProvisioningStep(name, kind, Duration.ofMillis(startedAfter), Duration.ofMillis(duration), outcome);
	}

	private static ProvisioningStep fetch(String name, long startedAfter, long duration) {
		return step(name, Kind.FETCH, startedAfter, duration, MutatorOutcome.SUCCESS);
	}

	private static ProvisioningStep turn(String name, long startedAfter, long duration) {
		return step(name, Kind.TURN, startedAfter, duration, MutatorOutcome.SUCCESS);
	}

	@Test
	void runWhenMutatorsPassHasTurnsThatFollowEachOther() {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, env) -> passes(10)));
		registry.register(EnvMutator.of("b", (context, env) -> passes(30)));
		registry.register(EnvMutator.of("c", (context, env) -> env.put("C", "1")));
		RunReport report = run(registry);
		assertThat(report.steps()).containsExactly(turn("a", 0, 10), turn("b", 10, 30), turn("c", 40, 0));
		assertThat(report.mutators()).extracting(MutatorReport::duration)
			.isEqualTo(report.steps().stream().map(ProvisioningStep::duration).toList());
		assertThat(report.duration()).isEqualTo(Duration.ofMillis(40));
	}

	@Test
	void runWhenMutatorsFetchHasFetchesThatOverlap() {
		CountDownLatch underWay = new CountDownLatch(2);
		CountDownLatch fetched = new CountDownLatch(1);
		Registry registry = new Registry();
		registry.register(new StubFetchingMutator("a", (context) -> {
			await(underWay);
			passes(20);
			fetched.countDown();
			return "a";
		}, (value, env) -> passes(1)));
		registry.register(new StubFetchingMutator("b", (context) -> {
			underWay.countDown();
			await(fetched);
			return "b";
		}, (value, env) -> passes(2)));
		registry.register(new StubFetchingMutator("c", (context) -> {
			underWay.countDown();
			await(fetched);
			return "c";
		}, (value, env) -> passes(3)));
		RunReport report = run(registry);
		assertThat(report.steps()).containsExactly(fetch("a", 0, 20), fetch("b", 0, 20), fetch("c", 0, 20),
				turn("a", 20, 1), turn("b", 21, 2), turn("c", 23, 3));
		assertThat(report.mutators()).extracting(MutatorReport::fetchDuration).containsOnly(Duration.ofMillis(20));
		assertThat(report.duration()).isEqualTo(Duration.ofMillis(26));
	}

	private static void await(CountDownLatch latch) throws InterruptedException {
		assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void runWhenMutatorFailsHasStepsUpToIt() {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, env) -> passes(10)));
		registry.register(EnvMutator.of("b", (context, env) -> {
			passes(5);
			throw new IOException("boom");
		}));
		registry.register(EnvMutator.of("c", (context, env) -> passes(1)));
		assertThat(fail(registry).steps()).containsExactly(turn("a", 0, 10),
				step("b", Kind.TURN, 10, 5, MutatorOutcome.FAILURE));
	}

	@Test
	void runWhenFetchFailsHasThoseThatWereCancelledToo() {
		CountDownLatch underWay = new CountDownLatch(1);
		Registry registry = new Registry();
		registry.register(new StubFetchingMutator("a", (context) -> {
			await(underWay);
			passes(7);
			throw new IOException("boom");
		}));
		registry.register(new StubFetchingMutator("b", (context) -> {
			underWay.countDown();
			this.release.await();
			return "b";
		}));
		assertThat(fail(registry).steps()).containsExactly(step("a", Kind.FETCH, 0, 7, MutatorOutcome.FAILURE),
				step("b", Kind.FETCH, 0, 7, MutatorOutcome.CANCELLED),
				step("a", Kind.TURN, 7, 0, MutatorOutcome.FAILURE));
	}

	@Test
	void runWhenFetchIsGivenUpOnHasItUpToItsDeadline() {
		Registry registry = TimeLimits.of("a", 200).build();
		registry.register(new StubFetchingMutator("a", (context) -> {
			passes(200);
			Uninterruptibly.await(this.release);
			return "a";
		}));
		assertThat(fail(registry).steps()).containsExactly(step("a", Kind.FETCH, 0, 200, MutatorOutcome.FAILURE),
				step("a", Kind.TURN, 200, 0, MutatorOutcome.FAILURE));
	}

	@Test
	void runWhenFetchIsSkippedGoesOn() {
		Registry registry = TimeLimits.of("a", 200, MutatorPolicy.OnFailure.SKIP).build();
		registry.register(new StubFetchingMutator("a", (context) -> {
			passes(3);
			throw new IOException("boom");
		}));
		registry.register(EnvMutator.of("b", (context, env) -> passes(1)));
		assertThat(run(registry).steps()).containsExactly(step("a", Kind.FETCH, 0, 3, MutatorOutcome.SKIPPED),
				step("a", Kind.TURN, 3, 0, MutatorOutcome.SKIPPED), turn("b", 3, 1));
	}

	@Test
	void runWhenTurnIsGivenUpOnGoesOnBehindIt() {
		Registry registry = TimeLimits.of("a", 200, MutatorPolicy.OnFailure.SKIP).build();
		registry.register(EnvMutator.of("a", (context, env) -> {
			passes(200);
			Uninterruptibly.await(this.release);
		}));
		registry.register(EnvMutator.of("b", (context, env) -> passes(1)));
		assertThat(run(registry).steps()).containsExactly(step("a", Kind.TURN, 0, 200, MutatorOutcome.SKIPPED),
				turn("b", 200, 1));
	}

	@Test
	void runWhenCallerIsInterruptedHasStepsThatWereCancelled() {
		Thread caller = Thread.currentThread();
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, env) -> {
			passes(4);
			caller.interrupt();
			this.release.await();
		}));
		List<ProvisioningStep> steps = fail(registry).steps();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(steps).containsExactly(step("a", Kind.TURN, 0, 4, MutatorOutcome.CANCELLED));
	}

	@Test
	void runWhenObserverTakesTimeHasThatBetweenTheTurns() {
		Registry registry = Registry.builder().observer(new RunObserver() {

			@Override
			public Scope turnStarted(ProvisionContext context, String mutatorName) {
				passes(5);
				return Scope.NONE;
			}

		}).build();
		registry.register(EnvMutator.of("a", (context, env) -> passes(10)));
		registry.register(EnvMutator.of("b", (context, env) -> passes(30)));
		RunReport report = run(registry);
		assertThat(report.steps()).containsExactly(turn("a", 5, 10), turn("b", 20, 30));
		assertThat(report.mutators()).extracting(MutatorReport::duration)
			.containsExactly(Duration.ofMillis(10), Duration.ofMillis(30));
	}

	@Test
	void reportWhenThereIsOneStepTooManySaysSo() {
		Registry registry = new Registry();
		IntStream.rangeClosed(0, RunReport.MAX_STEPS)
			.forEach((number) -> registry.register(EnvMutator.of("m" + number, (context, env) -> {
			})));
		RunReport report = run(registry);
		assertThat(report.steps()).hasSize(1000).last().isEqualTo(turn("m999", 0, 0));
		assertThat(report.warnings()).containsExactly("and 1 more steps, which are left out of this report");
		assertThat(report.mutators()).hasSize(1001);
	}

	@Test
	void stepsCanNotBeChanged() {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		assertThat(run(registry).steps()).isUnmodifiable();
		assertThat(RunReport.EMPTY.steps()).isEmpty();
	}

}

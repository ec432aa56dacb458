package io.provisionhook;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.provisionhook.report.MutatorReport;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MutatorTimeoutException}: the caller returns at the deadline even if
 * the mutator hangs.
 */
@Timeout(300)
class MutatorTimeoutTests {

	@RegisterExtension
	final LogCapture log = new LogCapture();

	private final ManualTime time = new ManualTime();

	private final ProvisionContext context = this.time.context();

	private final Map<String, String> env = new HashMap<>(Map.of("KEPT", "caller"));

	private final CountDownLatch release = new CountDownLatch(1);

	private final CountDownLatch interrupted = new CountDownLatch(1);

	@AfterEach
	void letGoOfThreads() {
		this.release.countDown();
	}

	@Test
	void mutatorThatSleepsIsInterrupted() throws Exception {
		Registry registry = TimeLimits.of("a", 400).build();
		registry.register(EnvMutator.of("a", (context, env) -> sleepUntilInterrupted(env)));
		assertTimesOut(registry, "sleepUntilInterrupted");
		assertThat(this.interrupted.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"));
	}

	private void sleepUntilInterrupted(Env env) throws InterruptedException {
		env.put("KEPT", "late");
		timeOut();
		try {
			Thread.sleep(600_000);
		}
		catch (InterruptedException ex) {
			this.interrupted.countDown();
			throw ex;
		}
	}

	@Test
	void mutatorInABusyLoopGoesOnWithoutHoldingTheCaller() {
		Registry registry = TimeLimits.of("a", 400).build();
		registry.register(EnvMutator.of("a", (context, env) -> spin()));
		assertTimesOut(registry, "spin");
		assertThat(registry.abandonedThreads()).isEqualTo(1);
	}

	private void timeOut() {
		this.time.advance(Duration.ofMillis(400));
	}

	private void spin() {
		timeOut();
		while (this.release.getCount() > 0) {
			Thread.onSpinWait();
		}
	}

	@Test
	void mutatorThatWaitsForALockThatIsNeverReleasedDoesNotHoldTheCaller() {
		ReentrantLock lock = new ReentrantLock();
		Registry registry = TimeLimits.of("a", 400).build();
		registry.register(EnvMutator.of("a", (context, env) -> takeLock(lock, env)));
		lock.lock();
		try {
			assertTimesOut(registry, "takeLock");
			assertThat(registry.abandonedThreads()).isEqualTo(1);
		}
		finally {
			lock.unlock();
		}
		Uninterruptibly.await(() -> !this.log.lines().isEmpty());
	}

	private void takeLock(ReentrantLock lock, Env env) {
		timeOut();
		lock.lock();
		try {
			env.put("KEPT", "late");
		}
		finally {
			lock.unlock();
		}
	}

	@Test
	void mutatorThatIgnoresInterruptionDoesNotHoldTheCaller() {
		Registry registry = TimeLimits.of("a", 400).build();
		registry.register(EnvMutator.of("a", (context, env) -> ignoreInterruption()));
		assertTimesOut(registry, "ignoreInterruption");
		assertThat(registry.abandonedThreads()).isEqualTo(1);
	}

	@Test
	void shorterTimeOfALaterMutatorIsKept() {
		Registry registry = TimeLimits.of("a", 400).build();
		registry.register(EnvMutator.of("unhurried", (context, env) -> env.put("A", "1")));
		registry.register(EnvMutator.of("a", (context, env) -> {
			assertThat(context.remaining()).isEqualTo(Duration.ofMillis(400));
			ignoreInterruption();
		}));
		assertTimesOut(registry, "ignoreInterruption");
		assertThat(this.context.remaining()).isEqualTo(Duration.ofMillis(29_600));
		assertThat(this.release.getCount()).isEqualTo(1);
	}

	@Test
	void mutatorThatSleepsTimesOutInRealTime() {
		Registry registry = TimeLimits.of("a", 50).build();
		registry.register(EnvMutator.of("a", (context, env) -> Thread.sleep(600_000)));
		ProvisionContext real = ProvisionContext.of("w1", WorkspaceRequest.named("demo").build(),
				Duration.ofMinutes(10));
		assertThatExceptionOfType(MutatorTimeoutException.class).isThrownBy(() -> registry.run(real, this.env))
			.withMessage("provisionhook \"a\": timed out after 50 ms");
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"));
	}

	private void ignoreInterruption() {
		timeOut();
		Uninterruptibly.await(this.release);
	}

	@Test
	void deadlineOfTheRunBeatsThatOfTheMutator() {
		Registry registry = TimeLimits.of("a", 20_000).build();
		registry.register(EnvMutator.of("a", (context, env) -> ignoreInterruption()));
		ProvisionContext hurried = this.time.context(Duration.ofMillis(400));
		assertThatExceptionOfType(MutatorTimeoutException.class).isThrownBy(() -> registry.run(hurried, this.env))
			.satisfies((ex) -> assertThat(ex.getTimeout()).isEqualTo(Duration.ofMillis(400)))
			.withMessage("provisionhook \"a\": timed out after 400 ms");
		assertThat(registry.abandonedThreads()).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "none", value = { "none, 400", "20000, 400", "300, 300" })
	void timeoutOfRegistryAppliesToEachRun(@Nullable Long timeout, long expected) {
		Registry registry = TimeLimits.of("a", 60_000).timeout(Duration.ofMillis(400)).build();
		registry.register(EnvMutator.of("a", (context, env) -> {
			assertThat(context.remaining()).isEqualTo(Duration.ofMillis(expected));
			ignoreInterruption();
		}));
		ProvisionContext given = this.time.contextWithin((timeout != null) ? Duration.ofMillis(timeout) : null);
		assertThatExceptionOfType(MutatorTimeoutException.class).isThrownBy(() -> registry.run(given, this.env))
			.withMessage("provisionhook \"a\": timed out after " + expected + " ms");
	}

	@Test
	void contextWithoutTimeoutHasTimeoutOfRegistryFromStartOfRun() {
		Registry registry = TimeLimits.of("a", 3_600_000).timeout(Duration.ofMinutes(2)).build();
		registry.register(EnvMutator.of("a", (context, env) -> {
			assertThat(context.remaining()).isEqualTo(Duration.ofMinutes(2));
			assertThat(context.deadline()).isEqualTo(this.time.instant().plusSeconds(120));
			env.put("PLANNED", String.valueOf(context.isPlan()));
			context.redact("marked-secret");
		}));
		ProvisionContext silent = this.time.contextWithin(null);
		this.time.advance(Duration.ofMinutes(1));
		registry.run(silent, this.env);
		assertThat(this.env).containsEntry("PLANNED", "false");
		assertThat(silent.redactor().redact("marked-secret")).isEqualTo("[redacted]");
	}

	@Test
	void mutatorWhenDeadlineOfRunHasPassedDoesNotRun() {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, env) -> this.release.countDown()));
		ProvisionContext late = this.time.context(Duration.ZERO);
		assertThatExceptionOfType(MutatorTimeoutException.class).isThrownBy(() -> registry.run(late, this.env))
			.withMessage("provisionhook \"a\": was not run, the time of the run was up")
			.satisfies((ex) -> assertThat(ex.getTimeout()).isZero());
		assertThat(this.release.getCount()).isEqualTo(1);
	}

	@Test
	void laterMutatorsDoNotRunAndReportNamesTheTimeout() {
		Registry registry = TimeLimits.of("a", 400).build();
		registry.register(EnvMutator.of("first", (context, env) -> env.put("FIRST", "1")));
		registry.register(EnvMutator.of("a", (context, env) -> ignoreInterruption()));
		registry.register(EnvMutator.of("last", (context, env) -> env.put("LAST", "1")));
		assertThatExceptionOfType(MutatorTimeoutException.class).isThrownBy(() -> registry.run(this.context, this.env))
			.satisfies((ex) -> assertThat(ex.getReport().changes()).isEmpty())
			.satisfies((ex) -> assertThat(ex.getReport().mutators()).extracting(MutatorReport::name)
				.containsExactly("first", "a"))
			.satisfies(
					(ex) -> assertThat(ex.getReport().mutators().get(1).error()).isEqualTo("timed out after 400 ms"));
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"));
	}

	@Test
	void mutatorThatEndsAfterItsDeadlineOnTheCallersThreadFailsToo() {
		Registry registry = TimeLimits.of("a", 200).executor(Runnable::run).build();
		registry.register(EnvMutator.of("a", (context, env) -> {
			env.put("KEPT", "late");
			this.time.advance(Duration.ofMillis(200).plusNanos(1));
		}));
		assertThatExceptionOfType(MutatorTimeoutException.class).isThrownBy(() -> registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": timed out after 200 ms");
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"));
		assertThat(registry.abandonedThreads()).isZero();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	private void assertTimesOut(Registry registry, String method) {
		assertThatExceptionOfType(MutatorTimeoutException.class).isThrownBy(() -> registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": timed out after 400 ms")
			.satisfies((ex) -> assertThat(ex.getMutatorName()).isEqualTo("a"))
			.satisfies((ex) -> assertThat(ex.getTimeout()).isEqualTo(Duration.ofMillis(400)))
			.satisfies((ex) -> assertThat(ex).cause()
				.satisfies((cause) -> assertThat(cause.getStackTrace()).extracting(StackTraceElement::getMethodName)
					.contains(method)));
	}

}

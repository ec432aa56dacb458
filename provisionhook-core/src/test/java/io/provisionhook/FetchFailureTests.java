package io.provisionhook;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FetchingEnvMutator}: fetches that fail or time out.
 */
@Timeout(300)
class FetchFailureTests {

	private final ManualTime time = new ManualTime();

	private final ProvisionContext context = this.time.context();

	private final Map<String, String> env = new HashMap<>(Map.of("KEPT", "caller"));

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final CountDownLatch release = new CountDownLatch(1);

	private final CountDownLatch interrupted = new CountDownLatch(1);

	@AfterEach
	void letGoOfThreads() {
		this.release.countDown();
	}

	@Test
	void failureOfFetchIsFailureOfMutator() {
		IOException failure = new IOException("503");
		Registry registry = new Registry();
		registry.register(EnvMutator.of("plain", (context, env) -> env.put("KEPT", "plain")));
		registry.register(new StubFetchingMutator("a", (context) -> {
			throw failure;
		}));
		registry.register(EnvMutator.of("last", (context, env) -> this.calls.add("last")));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": 503")
			.satisfies((ex) -> assertThat(ex.getCause()).hasToString(failure.toString()))
			.satisfies((ex) -> assertThat(ex.getReport().mutators()).extracting(MutatorReport::outcome)
				.containsExactly(MutatorOutcome.SUCCESS, MutatorOutcome.FAILURE));
		assertThat(this.calls).isEmpty();
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"));
	}

	@Test
	void firstFailureInChainOrderIsReportedEvenIfALaterOneFailedEarlier() {
		CountDownLatch laterFailed = new CountDownLatch(1);
		Registry registry = new Registry();
		registry.register(new StubFetchingMutator("first", (context) -> {
			assertThat(laterFailed.await(60, TimeUnit.SECONDS)).isTrue();
			throw new IOException("first");
		}));
		registry.register(new StubFetchingMutator("later", (context) -> {
			laterFailed.countDown();
			throw new IOException("later");
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(this.context, this.env))
			.withMessage("provisionhook \"first\": first");
	}

	@Test
	void failedFetchWaitsForTheTurnOfItsMutator() {
		CountDownLatch failed = new CountDownLatch(1);
		Registry registry = new Registry();
		registry.register(EnvMutator.of("plain", (context, env) -> {
			assertThat(failed.await(60, TimeUnit.SECONDS)).isTrue();
			throw new IllegalStateException("plain");
		}));
		registry.register(new StubFetchingMutator("a", (context) -> {
			failed.countDown();
			throw new IOException("fetch");
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(this.context, this.env))
			.withMessage("provisionhook \"plain\": plain");
	}

	@Test
	void turnsBeginWhenAllFetchesHaveEnded() {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("plain", (context, env) -> this.calls.add("turn of plain")));
		registry.register(new StubFetchingMutator("a", (context) -> {
			this.time.advance(Duration.ofSeconds(1));
			this.calls.add("fetch of a");
			return "a";
		}));
		RunReport report = registry.run(this.context, this.env);
		assertThat(this.calls).containsExactly("fetch of a", "turn of plain");
		assertThat(report.mutators().get(0).duration()).isZero();
	}

	@Test
	void failedFetchInterruptsTheOthers() throws Exception {
		CountDownLatch fetching = new CountDownLatch(1);
		Registry registry = new Registry();
		registry.register(new StubFetchingMutator("a", (context) -> {
			assertThat(fetching.await(60, TimeUnit.SECONDS)).isTrue();
			throw new IOException("503");
		}));
		registry.register(new StubFetchingMutator("b", (context) -> {
			fetching.countDown();
			return hang();
		}));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": 503");
		assertThat(this.interrupted.await(60, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void failedFetchOfSkippedMutatorIsSkipped() {
		Registry registry = TimeLimits.of("skip", 5_000, MutatorPolicy.OnFailure.SKIP).build();
		registry.register(new StubFetchingMutator("a", (context) -> "a"));
		registry.register(new StubFetchingMutator("skip", (context) -> {
			throw new IOException("503");
		}));
		registry.register(new StubFetchingMutator("b", (context) -> "b"));
		RunReport report = registry.run(this.context, this.env);
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"), Map.entry("a", "a"), Map.entry("b", "b"));
		assertThat(report.mutators().get(1).outcome()).isEqualTo(MutatorOutcome.SKIPPED);
		assertThat(report.mutators().get(1).error()).isEqualTo("503");
	}

	@Test
	void fetchThatTakesTooLongTimesOut() {
		Registry registry = TimeLimits.of("a", 400).build();
		registry.register(new StubFetchingMutator("a", (context) -> timeOut()));
		assertThatExceptionOfType(MutatorTimeoutException.class).isThrownBy(() -> registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": timed out after 400 ms")
			.satisfies((ex) -> assertThat(ex.getTimeout()).isEqualTo(Duration.ofMillis(400)))
			.satisfies((ex) -> assertThat(Objects.requireNonNull(ex.getCause()).getStackTrace())
				.extracting(StackTraceElement::getMethodName)
				.contains("timeOut"));
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"));
	}

	@Test
	void fetchThatTakesTooLongIsSkippedIfThePolicySaysSo() {
		Registry registry = TimeLimits.of("skip", 400, MutatorPolicy.OnFailure.SKIP).build();
		registry.register(new StubFetchingMutator("skip", (context) -> timeOut()));
		registry.register(new StubFetchingMutator("b", (context) -> "b"));
		RunReport report = registry.run(this.context, this.env);
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"), Map.entry("b", "b"));
		MutatorReport skipped = report.mutators().get(0);
		assertThat(skipped.outcome()).isEqualTo(MutatorOutcome.SKIPPED);
		assertThat(skipped.error()).isEqualTo("timed out after 400 ms");
		assertThat(skipped.fetchDuration()).isEqualTo(Duration.ofMillis(400));
	}

	@Test
	void deadlineOfTheRunEndsTheFetchToo() {
		Registry registry = new Registry();
		registry.register(new StubFetchingMutator("a", (context) -> timeOut()));
		ProvisionContext hurried = this.time.context(Duration.ofMillis(400));
		assertThatExceptionOfType(MutatorTimeoutException.class).isThrownBy(() -> registry.run(hurried, this.env))
			.withMessage("provisionhook \"a\": timed out after 400 ms")
			.satisfies((ex) -> assertThat(ex.getTimeout()).isEqualTo(Duration.ofMillis(400)));
	}

	@Test
	void fetchThatHangsTimesOutInRealTime() {
		Registry registry = TimeLimits.of("a", 50).build();
		registry.register(new StubFetchingMutator("a", (context) -> hang()));
		ProvisionContext real = ProvisionContext.of("w1", WorkspaceRequest.named("demo").build(),
				Duration.ofMinutes(10));
		assertThatExceptionOfType(MutatorTimeoutException.class).isThrownBy(() -> registry.run(real, this.env))
			.withMessage("provisionhook \"a\": timed out after 50 ms");
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"));
	}

	@Test
	void fetchAndApplyShareTheTimeOfTheMutator() {
		Registry registry = TimeLimits.of("a", 2_000).build();
		registry.register(new StubFetchingMutator("a", (context) -> {
			this.time.advance(Duration.ofMillis(1_500));
			return "fetched";
		}, (fetched, env) -> {
			this.time.advance(Duration.ofMillis(500));
			Uninterruptibly.await(this.release);
		}));
		assertThatExceptionOfType(MutatorTimeoutException.class).isThrownBy(() -> registry.run(this.context, this.env))
			.withMessage("provisionhook \"a\": timed out after 2000 ms")
			.satisfies((ex) -> assertThat(ex.getReport().mutators()).singleElement().satisfies((report) -> {
				assertThat(report.fetchDuration()).isEqualTo(Duration.ofMillis(1_500));
				assertThat(report.duration()).isEqualTo(Duration.ofMillis(500));
			}));
	}

	@Test
	void valueThatAFailedFetchDeclaredIsRedacted() {
		Registry registry = new Registry();
		registry.register(new StubFetchingMutator("a", (context) -> {
			context.redact("correct-horse");
			throw new IOException("can't parse correct-horse");
		}));
		Env own = Env.of(Map.of());
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(this.context, own))
			.withMessage("provisionhook \"a\": can't parse [redacted]");
		assertThat(own.redactor().redact("correct-horse")).isEqualTo("[redacted]");
	}

	private String timeOut() throws InterruptedException {
		this.time.advance(Duration.ofMillis(400));
		return hang();
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

}

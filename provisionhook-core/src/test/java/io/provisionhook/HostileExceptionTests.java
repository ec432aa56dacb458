package io.provisionhook;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.RunReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Registry}: errors name the mutator even if its exception misbehaves.
 */
@Timeout(300)
class HostileExceptionTests {

	private static final int MAX_LENGTH = 5000;

	private final ManualTime time = new ManualTime();

	private final CountDownLatch release = new CountDownLatch(1);

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final RecordingObserver observer = new RecordingObserver("observer", this.calls);

	@AfterEach
	void letGoOfThreads() {
		this.release.countDown();
	}

	static Stream<Arguments> failures() {
		return HostileExceptions.all().entrySet().stream().map((each) -> Arguments.of(each.getKey(), each.getValue()));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("failures")
	void runWhenMutatorThrowsNamesMutator(String kind, Throwable failure) {
		Registry registry = Registry.builder().observer(this.observer).build();
		registry.register(EnvMutator.of("a", (context, env) -> HostileExceptions.throwAny(failure)));
		assertFailed(registry, failure);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("failures")
	void runWhenFetchThrowsNamesMutator(String kind, Throwable failure) {
		Registry registry = Registry.builder().observer(this.observer).build();
		registry.register(new StubFetchingMutator("a", (context) -> {
			HostileExceptions.throwAny(failure);
			return "never";
		}));
		assertFailed(registry, failure);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("failures")
	void runWhenSkippedMutatorThrowsGoesOnAndNamesMutator(String kind, Throwable failure) {
		Registry registry = TimeLimits.of("a", 10_000, MutatorPolicy.OnFailure.SKIP).observer(this.observer).build();
		registry.register(EnvMutator.of("a", (context, env) -> HostileExceptions.throwAny(failure)));
		registry.register(EnvMutator.of("b", (context, env) -> env.put("B", "1")));
		Map<String, String> env = new HashMap<>();
		RunReport report = registry.run(this.time.context(), env);
		assertThat(env).containsOnly(Map.entry("B", "1"));
		assertThat(report.mutators().get(0).outcome()).isEqualTo(MutatorOutcome.SKIPPED);
		assertThat(report.mutators().get(0).error()).isNotBlank().hasSizeLessThan(MAX_LENGTH);
		assertThat(this.calls).contains("observer after a: SKIPPED", "observer after b: SUCCESS");
	}

	private void assertFailed(Registry registry, Throwable failure) {
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> registry.run(this.time.context(), new HashMap<>()))
			.satisfies((ex) -> {
				assertThat(ex.getMutatorName()).isEqualTo("a");
				assertThat(ex.getMessage()).startsWith("provisionhook \"a\": ").hasSizeLessThan(MAX_LENGTH);
				assertThat(ex.getMessage()).hasSizeGreaterThan("provisionhook \"a\": ".length())
					.doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
				assertThat(Objects.requireNonNull(ex.getCause()).toString()).startsWith(failure.getClass().getName());
				assertThat(ex.getReport().mutators()).hasSize(1);
			});
		assertThat(this.calls).endsWith("observer after a: FAILURE", "observer after run of w1: FAILURE");
	}

	@Test
	void runWhenMessageIsNeverThereTimesOut() {
		assertTimesOut(new RuntimeException() {

			@Override
			public String getMessage() {
				hang();
				return "late";
			}

		});
	}

	@Test
	void runWhenStackTraceIsNeverThereTimesOut() {
		assertTimesOut(new RuntimeException("boom") {

			@Override
			public StackTraceElement[] getStackTrace() {
				hang();
				return new StackTraceElement[0];
			}

		});
	}

	private void hang() {
		this.time.advance(Duration.ofMillis(300));
		Uninterruptibly.await(this.release);
	}

	private void assertTimesOut(RuntimeException failure) {
		Registry registry = TimeLimits.of("a", 300).observer(this.observer).build();
		registry.register(EnvMutator.of("a", (context, env) -> {
			throw failure;
		}));
		assertThatExceptionOfType(MutatorTimeoutException.class)
			.isThrownBy(() -> registry.run(this.time.context(), new HashMap<>()))
			.withMessage("provisionhook \"a\": timed out after 300 ms");
		assertThat(this.calls).endsWith("observer after a: FAILURE", "observer after run of w1: FAILURE");
	}

	@Test
	void runWhenExceptionHasMoreFramesThanAnyStackTellsObserverTheFirst() {
		Registry registry = Registry.builder().observer(this.observer).build();
		IllegalStateException failure = new IllegalStateException("boom");
		StackTraceElement[] many = new StackTraceElement[100_000];
		for (int i = 0; i < many.length; i++) {
			many[i] = new StackTraceElement("io.example.Deep", "call", "Deep.java", i);
		}
		failure.setStackTrace(many);
		registry.register(EnvMutator.of("a", (context, env) -> {
			throw failure;
		}));
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> registry.run(this.time.context(), new HashMap<>()));
		assertThat(this.observer.errors).hasSize(2)
			.allSatisfy((error) -> assertThat(Objects.requireNonNull(error).getStackTrace()).hasSize(1024)
				.startsWith(many[0]));
	}

	@Test
	void runWhenExecutorThrowsExceptionWithoutSimpleNameNamesMutator() {
		RuntimeException failure = HostileExceptions.ofClassWithoutSimpleName();
		Registry registry = Registry.builder().executor((task) -> {
			throw failure;
		}).build();
		registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		assertThatExceptionOfType(ProvisionhookException.class)
			.isThrownBy(() -> registry.run(this.time.context(), new HashMap<>()))
			.returns(ProvisionhookException.Reason.REFUSED, ProvisionhookException::getReason)
			.withMessage("provisionhook: no thread for \"a\": Orphan");
	}

}

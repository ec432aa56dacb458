package io.provisionhook;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RunReport}: outcomes, durations, warnings, and no values.
 */
class RunReportTests {

	private static final String SECRET = "correct-horse";

	private final Registry registry = TimeLimits.of("skip", 10_000, MutatorPolicy.OnFailure.SKIP).build();

	private final ManualTime time = new ManualTime();

	private final ProvisionContext context = this.time.context();

	private final Map<String, String> env = new HashMap<>();

	@Test
	void reportHasOutcomeAndRedactedErrorOfEachMutator() {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.putSecret("KEY", SECRET)));
		this.registry.register(EnvMutator.of("skip", (context, env) -> {
			throw new IOException("401 for " + SECRET);
		}));
		this.registry.register(EnvMutator.of("b", (context, env) -> env.put("B", "1")));
		RunReport report = this.registry.run(this.context, this.env);
		assertThat(report.mutators()).extracting(MutatorReport::name).containsExactly("a", "skip", "b");
		assertThat(report.mutators()).extracting(MutatorReport::outcome)
			.containsExactly(MutatorOutcome.SUCCESS, MutatorOutcome.SKIPPED, MutatorOutcome.SUCCESS);
		assertThat(report.mutators()).extracting(MutatorReport::error)
			.containsExactly(null, "401 for [redacted]", null);
		assertThat(report.mutators()).extracting(MutatorReport::fetchDuration).containsOnlyNulls();
	}

	@Test
	void exceptionOfFailedRunHasReport() {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		this.registry.register(EnvMutator.of("b", (context, env) -> {
			env.put("B", "1");
			this.time.advance(Duration.ofMillis(5));
			throw new IOException("boom");
		}));
		this.registry.register(EnvMutator.of("c", (context, env) -> env.put("C", "1")));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.satisfies((ex) -> {
				RunReport report = ex.getReport();
				assertThat(report.changes()).isEmpty();
				assertThat(report.mutators()).extracting(MutatorReport::name).containsExactly("a", "b");
				assertThat(report.mutators().get(1).outcome()).isEqualTo(MutatorOutcome.FAILURE);
				assertThat(report.mutators().get(1).error()).isEqualTo("boom");
				assertThat(report.duration()).isEqualTo(Duration.ofMillis(5));
			});
	}

	@Test
	void reportHasDurationOfEachTurn() {
		this.registry.register(EnvMutator.of("quick", (context, env) -> this.time.advance(Duration.ofMillis(10))));
		this.registry.register(EnvMutator.of("slow", (context, env) -> this.time.advance(Duration.ofMillis(30))));
		RunReport report = this.registry.run(this.context, this.env);
		assertThat(report.mutators()).extracting(MutatorReport::duration)
			.containsExactly(Duration.ofMillis(10), Duration.ofMillis(30));
		assertThat(report.duration()).isEqualTo(Duration.ofMillis(40));
	}

	@Test
	void reportWarnsOfSecretsThatAreTooShortToRedact() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			env.putSecret("FIVE", "12345");
			env.putSecret("SIX", "123456");
			env.put("X_TOKEN", "abc");
			env.putSecret("EMPTY", "");
			env.put("PLAIN", "1");
		}));
		assertThat(this.registry.run(this.context, this.env).warnings()).containsExactly(
				"the secret \"FIVE\" of \"a\" has fewer than 6 characters and can't be redacted",
				"the secret \"X_TOKEN\" of \"a\" has fewer than 6 characters and can't be redacted");
	}

	@Test
	void reportContainsNoValue() {
		this.env.put("CHANGED", "value-before");
		this.env.put("REMOVED", "value-removed");
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			env.putSecret("KEY", SECRET);
			env.putSecret("PIN", "qzxj");
			env.put("CHANGED", "value-after");
			env.put("ADDED", "value-added");
			env.remove("REMOVED");
		}));
		this.registry.register(EnvMutator.of("skip", (context, env) -> env.put("=value-in-name", "value-skipped")));
		assertThat(this.registry.run(this.context, this.env).toString()).contains("KEY", "CHANGED", "ADDED", "REMOVED")
			.doesNotContain(SECRET, "qzxj", "value");
	}

	@Test
	void reportIsUnmodifiable() {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		RunReport report = this.registry.run(this.context, this.env);
		assertThat(report.mutators()).isUnmodifiable();
		assertThat(report.changes()).isUnmodifiable();
		assertThat(report.warnings()).isUnmodifiable();
	}

	@Test
	void listenersReceiveReportAfterEachRun() {
		List<RunReport> received = new CopyOnWriteArrayList<>();
		Registry observed = Registry.builder().listener((context, report) -> received.add(report)).build();
		observed.register(EnvMutator.of("a", (context, env) -> {
			if (Objects.equals(env.put("A", "1"), "1")) {
				throw new IllegalStateException("boom");
			}
		}));
		RunReport passed = observed.run(this.context, this.env);
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> observed.run(this.context, this.env))
			.satisfies((ex) -> {
				Uninterruptibly.await(() -> received.size() == 2);
				assertThat(received).containsExactly(passed, ex.getReport());
			});
	}

}

package io.provisionhook;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MutatorPolicy.OnFailure#SKIP}: a skipped mutator leaves no effect.
 */
@Timeout(300)
class SkippedMutatorTests {

	private final Registry registry = Registry.builder()
		.policies((name) -> name.startsWith("skip") ? MutatorPolicy.DEFAULT.withOnFailure(MutatorPolicy.OnFailure.SKIP)
				: MutatorPolicy.DEFAULT)
		.build();

	private final ProvisionContext context = new ManualTime().context();

	private final Map<String, String> env = new LinkedHashMap<>(Map.of("KEPT", "caller"));

	@Test
	void writesOfSkippedMutatorAreUndoneAndOthersStay() {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "a")));
		this.registry.register(failing("skip"));
		this.registry.register(EnvMutator.of("b", (context, env) -> env.put("B", "b")));
		RunReport report = this.registry.run(this.context, this.env);
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"), Map.entry("A", "a"), Map.entry("B", "b"));
		assertThat(report.changes()).extracting(VariableChange::variable).containsExactly("A", "B");
		assertThat(report.mutators()).extracting(MutatorReport::outcome)
			.containsExactly(MutatorOutcome.SUCCESS, MutatorOutcome.SKIPPED, MutatorOutcome.SUCCESS);
		assertThat(report.mutators()).extracting(MutatorReport::error).containsExactly(null, "boom", null);
	}

	@Test
	void nextMutatorSeesStateBeforeSkippedMutator() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			env.put("A", "a");
			env.put("B", "a");
			env.remove("KEPT");
		}));
		this.registry.register(failing("skip"));
		this.registry.register(EnvMutator.of("b", (context, env) -> {
			assertThat(env).containsOnly(Map.entry("A", "a"), Map.entry("B", "a")).hasSize(2);
			assertThat(env.get("KEPT")).isNull();
		}));
		this.registry.run(this.context, this.env);
		assertThat(this.env).containsOnly(Map.entry("A", "a"), Map.entry("B", "a"));
	}

	@Test
	void severalMutatorsAreSkipped() {
		for (String name : new String[] { "skip-1", "skip-2", "a", "skip-3", "b", "skip-4" }) {
			this.registry.register(name.startsWith("skip") ? failing(name)
					: EnvMutator.of(name, (context, env) -> env.merge("LIST", name, String::concat)));
		}
		RunReport report = this.registry.run(this.context, this.env);
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"), Map.entry("LIST", "ab"));
		assertThat(report.mutators()).extracting(MutatorReport::name)
			.containsExactly("skip-1", "skip-2", "a", "skip-3", "b", "skip-4");
		assertThat(report.mutators()).filteredOn((mutator) -> mutator.outcome() == MutatorOutcome.SKIPPED)
			.extracting(MutatorReport::error)
			.containsExactly("boom", "boom", "boom", "boom");
	}

	@Test
	void onlyMutatorIsSkipped() {
		this.registry.register(failing("skip"));
		RunReport report = this.registry.run(this.context, this.env);
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"));
		assertThat(report.changes()).isEmpty();
	}

	@Test
	void laterFailureStillAborts() {
		this.registry.register(failing("skip"));
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "a")));
		this.registry.register(failing("abort"));
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.withMessage("provisionhook \"abort\": boom")
			.satisfies((ex) -> assertThat(ex.getReport().mutators()).extracting(MutatorReport::outcome)
				.containsExactly(MutatorOutcome.SKIPPED, MutatorOutcome.SUCCESS, MutatorOutcome.FAILURE));
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"));
	}

	@Test
	void mutatorThatTimedOutIsSkippedWhileItGoesOn() {
		ManualTime time = new ManualTime();
		CountDownLatch release = new CountDownLatch(1);
		Registry impatient = TimeLimits.of("skip", 400, MutatorPolicy.OnFailure.SKIP).build();
		impatient.register(EnvMutator.of("a", (context, env) -> env.put("A", "a")));
		impatient.register(EnvMutator.of("skip", (context, env) -> {
			env.put("A", "skip");
			env.put("SKIP", "skip");
			time.advance(Duration.ofMillis(400));
			Uninterruptibly.await(release);
		}));
		impatient.register(EnvMutator.of("b", (context, env) -> env.merge("A", "b", String::concat)));
		try {
			RunReport report = impatient.run(time.context(), this.env);
			assertThat(impatient.abandonedThreads()).isEqualTo(1);
			assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"), Map.entry("A", "ab"));
			assertThat(report.mutators().get(1)).satisfies((mutator) -> {
				assertThat(mutator.outcome()).isEqualTo(MutatorOutcome.SKIPPED);
				assertThat(mutator.error()).isEqualTo("timed out after 400 ms");
				assertThat(mutator.duration()).isEqualTo(Duration.ofMillis(400));
			});
		}
		finally {
			release.countDown();
		}
	}

	@Test
	void refusedWriteIsSkippedLikeAnyFailure() {
		this.registry.register(EnvMutator.of("skip", (context, env) -> {
			env.put("A", "skip");
			env.put("LD_PRELOAD", "/tmp/x.so");
		}));
		RunReport report = this.registry.run(this.context, this.env);
		assertThat(this.env).containsOnly(Map.entry("KEPT", "caller"));
		assertThat(report.mutators()).singleElement()
			.extracting(MutatorReport::error)
			.isEqualTo("variable \"LD_PRELOAD\" can make programs run other code and was not allowed by name");
	}

	@Test
	void warningsOfSkippedMutatorAreDropped() {
		this.registry.register(EnvMutator.of("skip", (context, env) -> {
			env.putSecret("PIN", "1234");
			throw new IllegalStateException("boom");
		}));
		assertThat(this.registry.run(this.context, this.env).warnings()).isEmpty();
	}

	@Test
	void errorsThatEndTheJvmAreNotSkipped() {
		OutOfMemoryError failure = new OutOfMemoryError("boom");
		this.registry.register(EnvMutator.of("skip", (context, env) -> {
			throw failure;
		}));
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> this.registry.run(this.context, this.env))
			.isSameAs(failure);
	}

	private static EnvMutator failing(String name) {
		return EnvMutator.of(name, (context, env) -> {
			env.put("SKIPPED", "half");
			env.put("A", "skip");
			env.remove("KEPT");
			env.put("KEPT", "skip");
			env.remove("B");
			throw new IllegalStateException("boom");
		});
	}

}

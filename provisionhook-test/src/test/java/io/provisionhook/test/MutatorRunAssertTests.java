package io.provisionhook.test;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import io.provisionhook.EnvMutator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MutatorRunAssert}.
 */
class MutatorRunAssertTests {

	private static final EnvMutator APP = EnvMutator.of("app", (context, env) -> {
		env.put("REGION", "eu");
		env.putSecret("KEY", "s3cr3t-key");
		env.remove("OLD");
	});

	private final MutatorRun passed = MutatorRun.builder(APP).variable("OLD", "1").variable("KEPT", "1").run();

	private final MutatorRun nothing = MutatorRun.builder().run();

	private final MutatorRun failed = MutatorRun.builder(EnvMutator.of("broken", (context, env) -> {
		env.putSecret("KEY", "s3cr3t-key");
		throw new IllegalStateException("no luck with s3cr3t-key");
	})).run();

	@Test
	void hasPassedPasses() {
		assertThat(this.passed).hasPassed().hasSet("REGION");
	}

	@Test
	void hasPassedWhenFailedShowsReason() {
		requireFailure(() -> assertThat(this.failed).hasPassed(),
				"Expected the run to pass, but it failed: provisionhook \"broken\": no luck with [redacted]");
	}

	@Test
	void hasFailedPasses() {
		assertThat(this.failed).hasFailed().hasFailedBecause("provisionhook \"broken\": no luck with [redacted]");
	}

	@Test
	void hasFailedWhenPassedShowsVariables() {
		requireFailure(() -> assertThat(this.passed).hasFailed(),
				"Expected the run to fail, but it passed and the run set KEY, REGION");
		requireFailure(() -> assertThat(this.nothing).hasFailed(),
				"Expected the run to fail, but it passed and the run set nothing");
	}

	@Test
	void hasFailedBecauseWhenDifferentShowsReason() {
		requireFailure(() -> assertThat(this.failed).hasFailedBecause("bad luck"),
				"Expected the run to fail because\n  bad luck\nbut it failed because\n"
						+ "  provisionhook \"broken\": no luck with [redacted]");
		requireFailure(() -> assertThat(this.passed).hasFailedBecause("bad luck"),
				"Expected the run to fail because\n  bad luck\nbut it passed and the run set KEY, REGION");
	}

	@Test
	void hasSetWhenNotSetShowsVariables() {
		requireFailure(() -> assertThat(this.passed).hasSet("OTHER"),
				"Expected the run to set OTHER, but no mutator did; the run set KEY, REGION");
		requireFailure(() -> assertThat(this.passed).hasSet("KEPT"),
				"Expected the run to set KEPT, but it was there before and no mutator changed it; the run set KEY, REGION");
		requireFailure(() -> assertThat(this.passed).hasSet("OLD"),
				"Expected the run to set OLD, but it was removed by app; the run set KEY, REGION");
		requireFailure(() -> assertThat(this.failed).hasSet("KEY"),
				"Expected the run to pass, but it failed: provisionhook \"broken\": no luck with [redacted]");
	}

	@Test
	void hasSetOnlyPasses() {
		assertThat(this.passed).hasSetOnly("REGION", "KEY");
		assertThat(this.nothing).hasSetOnly();
	}

	@Test
	void hasSetOnlyWhenDifferentShowsDifference() {
		requireFailure(() -> assertThat(this.passed).hasSetOnly("REGION", "ZONE"),
				"Expected the run to set only REGION, ZONE, but it set KEY, REGION; not expected: KEY; missing: ZONE");
		requireFailure(() -> assertThat(this.passed).hasSetOnly("KEY"),
				"Expected the run to set only KEY, but it set KEY, REGION; not expected: REGION");
		requireFailure(() -> assertThat(this.passed).hasSetOnly(),
				"Expected the run to set only nothing, but it set KEY, REGION; not expected: KEY, REGION");
	}

	@Test
	void hasNotSetPasses() {
		assertThat(this.passed).hasNotSet("OTHER").hasNotSet("OLD").hasNotSet("KEPT");
	}

	@Test
	void hasNotSetWhenSetShowsMutator() {
		requireFailure(() -> assertThat(this.passed).hasNotSet("KEY"),
				"Expected the run not to set KEY, but it was set by app");
		requireFailure(() -> assertThat(this.failed).hasNotSet("KEY"),
				"Expected the run to pass, but it failed: provisionhook \"broken\": no luck with [redacted]");
	}

	@Test
	void hasRemovedPasses() {
		assertThat(this.passed).hasRemoved("OLD");
	}

	@Test
	void hasRemovedWhenNotRemovedShowsChange() {
		requireFailure(() -> assertThat(this.passed).hasRemoved("REGION"),
				"Expected the run to remove REGION, but it was set by app");
		requireFailure(() -> assertThat(this.passed).hasRemoved("KEPT"),
				"Expected the run to remove KEPT, but it was there before and no mutator changed it");
		requireFailure(() -> assertThat(this.passed).hasRemoved("OTHER"),
				"Expected the run to remove OTHER, but it was not there before");
	}

	@Test
	void hasLeftUntouchedPasses() {
		assertThat(this.passed).hasLeftUntouched("KEPT").hasLeftUntouched("OTHER");
	}

	@Test
	void hasLeftUntouchedWhenChangedShowsChange() {
		requireFailure(() -> assertThat(this.passed).hasLeftUntouched("OLD"),
				"Expected the run to leave OLD untouched, but it was removed by app");
		requireFailure(() -> assertThat(this.passed).hasLeftUntouched("REGION"),
				"Expected the run to leave REGION untouched, but it was set by app");
	}

	@Test
	void variableThatWasSetAndThenRemovedIsNotSet() {
		MutatorRun run = MutatorRun.builder(APP, EnvMutator.of("cleaner", (context, env) -> env.remove("KEY"))).run();
		assertThat(run).hasSetOnly("REGION").hasNotSet("KEY").hasRemoved("KEY");
		requireFailure(() -> assertThat(run).hasSet("KEY"),
				"Expected the run to set KEY, but it was removed by cleaner; the run set REGION");
	}

	@Test
	void descriptionIsShown() {
		requireFailure(() -> assertThat(this.passed).as("first run").hasSet("KEY").by("me"),
				"[first run] Expected KEY to be set by me, but it was set by app");
	}

	private static void requireFailure(ThrowingCallable assertion, String message) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion)
			.extracting((error) -> String.valueOf(error.getMessage()).replace(System.lineSeparator(), "\n"))
			.isEqualTo(message);
	}

}

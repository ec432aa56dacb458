package io.provisionhook.integration.runtime;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Invariants}.
 */
class InvariantsTests {

	@ParameterizedTest
	@CsvSource({ "RUNNING, null, 1", "STOPPED, null, 0", "FAILED, exited with code 1, 0" })
	void workspaceThatRunsOnceOrHasEndedIsAsItMustBe(WorkspaceState state, String error, int running) {
		assertThat(violations(state, error, running)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "PROVISIONING, null, 0", "PROVISIONING, null, 1", "RUNNING, null, 0", "RUNNING, null, 2",
			"STOPPED, null, 1", "FAILED, boom, 1" })
	void workspaceThatDoesNotRunAsItsRecordSaysIsNamed(WorkspaceState state, String error, int running) {
		assertThat(violations(state, error, running))
			.containsExactly("w1 is " + state + " and runs " + running + " times");
	}

	@ParameterizedTest
	@CsvSource({ "null", "' '" })
	void failureWithoutACauseIsNamed(String error) {
		assertThat(violations(WorkspaceState.FAILED, error, 0)).containsExactly("w1 is FAILED without a cause");
	}

	@Test
	void whatRunsWithoutARecordIsNamed() {
		assertThat(Invariants.violations(List.of(), Map.of("w1", 1))).containsExactly("w1 runs and has no record");
	}

	private static List<String> violations(WorkspaceState state, String error, int running) {
		return Invariants.violations(List.of(new Observed("w1", state, error)),
				(running > 0) ? Map.of("w1", running) : Map.of());
	}

}

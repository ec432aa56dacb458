package io.provisionhook.test;

import java.util.List;
import java.util.Locale;

import org.assertj.core.api.Assertions;

import io.provisionhook.report.VariableChange;

/**
 * Compares a run with two others for the same workspace: by its changes, and by the
 * values that are the same in both others.
 */
final class RunComparison {

	private final MutatorRun first;

	private final MutatorRun second;

	RunComparison(MutatorRun first, MutatorRun second) {
		this.first = first;
		this.second = second;
	}

	void requireSame(String subject, MutatorRun run) {
		Assertions.assertThat(run).as(subject).hasPassed();
		requireSameChanges(subject, run);
		Assertions.assertThat(differingVariables(run))
			.as("variables that got another value than when the same workspace was alone, for " + subject)
			.isEmpty();
	}

	void requireSameChanges(String subject, MutatorRun run) {
		Assertions.assertThat(effects(run))
			.as("changes of variables by " + subject)
			.containsExactlyInAnyOrderElementsOf(effects(this.first));
	}

	private static List<String> effects(MutatorRun run) {
		return run.report().changes().stream().map(RunComparison::effect).toList();
	}

	private static String effect(VariableChange change) {
		return change.variable() + " " + change.action().name().toLowerCase(Locale.ROOT)
				+ (change.secret() ? " as a secret" : "");
	}

	private List<String> differingVariables(MutatorRun run) {
		return this.first.report()
			.changes()
			.stream()
			.map(VariableChange::variable)
			.filter((name) -> this.first.hasSame(name, this.second) && !this.first.hasSame(name, run))
			.toList();
	}

}

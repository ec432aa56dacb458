package io.provisionhook.test;

import java.util.Set;
import java.util.TreeSet;

import org.assertj.core.api.Assertions;

import io.provisionhook.VariableChange;

/**
 * What a run has to have in common with two others for the same workspace: the changes,
 * and the values that those two agree on.
 */
final class RunComparison {

	private final MutatorRun first;

	private final MutatorRun second;

	RunComparison(MutatorRun first, MutatorRun second) {
		this.first = first;
		this.second = second;
	}

	void requireSame(String subject, MutatorRun run) {
		ProvisionhookAssertions.assertThat(run).as(subject).hasPassed();
		Assertions.assertThat(run.report().changes())
			.as("changes for " + subject)
			.containsExactlyInAnyOrderElementsOf(this.first.report().changes());
		Assertions.assertThat(differingVariables(run))
			.as("variables that got another value than when the same workspace was alone, for " + subject)
			.isEmpty();
	}

	private Set<String> differingVariables(MutatorRun run) {
		Set<String> names = new TreeSet<>();
		this.first.report().changes().stream().map(VariableChange::variable).forEach((name) -> {
			String value = this.first.env().get(name);
			if (value != null && value.equals(this.second.env().get(name)) && !value.equals(run.env().get(name))) {
				names.add(name);
			}
		});
		return names;
	}

}

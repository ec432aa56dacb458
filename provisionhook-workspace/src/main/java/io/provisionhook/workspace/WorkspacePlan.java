package io.provisionhook.workspace;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;

/**
 * What provisioning a workspace would do, as far as that can be told without doing it.
 * Holds names and no values. Made by {@link WorkspaceHandler#plan}; components may be
 * added in later releases.
 *
 * @param report what the mutators did; {@link MutatorOutcome#WOULD_RUN} for those that
 * did not run. Up to the one that failed, if one did
 * @param variables the names of the variables that the environment would have at least;
 * empty if something failed
 * @param missing the required variables that would be missing, as the request names them
 * @param undecided the required variables that are not there, but may come from what
 * would run
 * @param unreadSecretSources the classes of the {@linkplain SecretSource sources of
 * secrets} that would be read and were not
 * @param baseKnown whether it is known what the image, the host and the platform set by
 * themselves
 * @param error what failed and would fail the workspace too, redacted; {@code null} if
 * nothing did
 * @since 0.1.0
 */
public record WorkspacePlan(RunReport report, List<String> variables, List<String> missing, List<String> undecided,
		List<String> unreadSecretSources, boolean baseKnown, @Nullable String error) {

	/**
	 * Create a plan.
	 */
	public WorkspacePlan {
		variables = List.copyOf(variables);
		missing = List.copyOf(missing);
		undecided = List.copyOf(undecided);
		unreadSecretSources = List.copyOf(unreadSecretSources);
	}

	/**
	 * Return the mutators that would run and did not.
	 * @return their names in the order of the chain
	 */
	public List<String> wouldRun() {
		return namesOfOthers(this.report);
	}

	static List<String> namesOfOthers(RunReport report) {
		return report.mutators()
			.stream()
			.filter((mutator) -> mutator.outcome() == MutatorOutcome.WOULD_RUN)
			.map(MutatorReport::name)
			.toList();
	}

}

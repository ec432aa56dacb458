package io.provisionhook.workspace;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;

/**
 * The expected result of provisioning a workspace, without provisioning it. Contains
 * names and no values. Created by {@link WorkspaceHandler#plan}; components may be added
 * in later releases.
 *
 * @param report the report of the mutators, up to a failure;
 * {@link MutatorOutcome#WOULD_RUN} for a mutator that did not run because of its side
 * effects
 * @param variables the names of the variables that the environment would contain at
 * least; empty after a failure
 * @param missing the required variables that would be missing, as the request names them
 * @param undecided the required variables that would be missing unless a mutator or
 * source that did not run sets them
 * @param unreadSecretSources the classes of the {@linkplain SecretSource sources of
 * secrets} that were not read because of their side effects
 * @param baseKnown whether the variables that the image, the host and the platform set
 * are known
 * @param error the redacted failure, which would fail the workspace too; {@code null} if
 * there was none
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
	 * Return the mutators that did not run because of their side effects.
	 * @return their names in the order of the chain
	 */
	public List<String> wouldRun() {
		return wouldRun(this.report);
	}

	static List<String> wouldRun(RunReport report) {
		return report.mutators()
			.stream()
			.filter((mutator) -> mutator.outcome() == MutatorOutcome.WOULD_RUN)
			.map(MutatorReport::name)
			.toList();
	}

}

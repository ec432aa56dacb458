package io.provisionhook.autoconfigure.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.provisionhook.autoconfigure.actuate.RunStatistics.Run;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.VariableAction;
import io.provisionhook.report.VariableChange;

/**
 * Description of what a mutator did in a run.
 *
 * @param workspaceId the id of the workspace
 * @param workspaceName the name of the workspace
 * @param time when the run ended
 * @param outcome how the mutator's turn ended
 * @param duration how long it took, without the fetch
 * @param fetchDuration how long its fetch took, if it fetches
 * @param error what failed, redacted
 * @param changes what the mutator did to variables; nothing if the run was aborted
 * @since 0.1.0
 */
public record RunDescriptor(String workspaceId, String workspaceName, Instant time, MutatorOutcome outcome,
		Duration duration, @Nullable Duration fetchDuration, @Nullable String error, List<ChangeDescriptor> changes) {

	static RunDescriptor of(Run run) {
		return new RunDescriptor(run.workspaceId(), run.workspaceName(), run.time(), run.mutator().outcome(),
				run.mutator().duration(), run.mutator().fetchDuration(), run.mutator().error(),
				run.changes().stream().map(ChangeDescriptor::of).toList());
	}

	/**
	 * Description of what was done to a variable.
	 *
	 * @param variable the variable's name
	 * @param action what was done to it
	 * @param previousOwner who had set it before, if anybody had
	 * @param secret whether the value is secret
	 * @param expiresAt until when the value is good, if the mutator said so
	 */
	public record ChangeDescriptor(String variable, VariableAction action, @Nullable String previousOwner,
			boolean secret, @Nullable Instant expiresAt) {

		static ChangeDescriptor of(VariableChange change) {
			return new ChangeDescriptor(change.variable(), change.action(), change.previousOwner(), change.secret(),
					change.expiresAt());
		}

	}

}

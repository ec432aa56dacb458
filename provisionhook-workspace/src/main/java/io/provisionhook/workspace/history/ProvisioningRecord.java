package io.provisionhook.workspace.history;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.RunReport;

/**
 * A provisioning that has ended: one generation of a workspace. Contains no secrets. The
 * time has microsecond precision. Immutable; components may be added in later releases.
 *
 * @param workspaceId the id of the workspace
 * @param generation the generation
 * @param endedAt the time of the end
 * @param outcome {@link MutatorOutcome#SUCCESS} if the workspace was started,
 * {@link MutatorOutcome#FAILURE} if a step failed, {@link MutatorOutcome#CANCELLED} if
 * the workspace was stopped meanwhile
 * @param failedMutator the name of the mutator that failed; {@code null} if none did
 * @param tenant the tenant of the workspace; {@code null} if there is none
 * @param template the template of the workspace; {@code null} for the default one
 * @param error the redacted cause of a failure; otherwise {@code null}
 * @param report the report; {@code null} if the host application ended before, or if the
 * workspace was stopped
 * @since 0.1.0
 */
public record ProvisioningRecord(String workspaceId, long generation, Instant endedAt, MutatorOutcome outcome,
		@Nullable String failedMutator, @Nullable String tenant, @Nullable String template, @Nullable String error,
		@Nullable RunReport report) {

	/**
	 * Create a record.
	 */
	public ProvisioningRecord {
		endedAt = endedAt.truncatedTo(ChronoUnit.MICROS);
	}

}

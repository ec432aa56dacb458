package io.provisionhook.workspace;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;
import io.provisionhook.workspace.history.ProvisioningRecord;
import io.provisionhook.workspace.runtime.WorkspaceExit;

/**
 * The record of a workspace at one moment, as a {@link WorkspaceStore} keeps it. Contains
 * no secrets. Times have microsecond precision, which every database supports. Immutable;
 * components may be added in later releases.
 *
 * @param id the id, unique in a store
 * @param request the request that created the workspace
 * @param state the state
 * @param lastSampleError the redacted cause of a failure; for a running workspace, the
 * cause why it could not be restarted; otherwise {@code null}
 * @param exitCode the exit code; {@code null} if the workspace was never started, is
 * running or was stopped
 * @param report the report of the provisioning; {@code null} until the provisioning has
 * ended, or if it was interrupted
 * @param createdAt the time of the first record
 * @param updatedAt the time of this record
 * @param generation the number of times that the workspace was provisioned, including the
 * present time and failed restarts
 * @param version the number of earlier records of this workspace
 * @since 0.1.0
 */
public record Workspace(String id, WorkspaceRequest request, WorkspaceState state, @Nullable String lastSampleError,
		@Nullable Integer exitCode, @Nullable RunReport report, Instant createdAt, Instant updatedAt, long generation,
		long version) {

	/**
	 * Create a record.
	 */
	public Workspace {
		createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
		updatedAt = updatedAt.truncatedTo(ChronoUnit.MICROS);
	}

	static Workspace create(String id, WorkspaceRequest request, Instant now) {
		return new Workspace(id, request, WorkspaceState.PROVISIONING, null, null, null, now, now, 1, 0);
	}

	Workspace provisioning(Instant now) {
		return provisioning(this.generation + 1, now);
	}

	Workspace provisioning(long generation, Instant now) {
		return next(now, WorkspaceState.PROVISIONING, null, null, null, generation);
	}

	Workspace notRestarted(String error, Instant now) {
		return next(now, WorkspaceState.RUNNING, error, null, this.report);
	}

	/**
	 * Return whether this and another record belong to the same run of the workspace.
	 * @param running the other record
	 * @return whether the workspace has run without a break between the two
	 */
	boolean isSameRun(Workspace running) {
		return this.state == WorkspaceState.RUNNING && running.state == WorkspaceState.RUNNING
				&& this.generation == running.generation;
	}

	Workspace running(RunReport report, Instant now) {
		return next(now, WorkspaceState.RUNNING, null, null, report);
	}

	Workspace stopped(Instant now) {
		return next(now, WorkspaceState.STOPPED, null, null, this.report);
	}

	Workspace failed(String error, @Nullable RunReport report, Instant now) {
		return next(now, WorkspaceState.FAILED, error, null, report);
	}

	/**
	 * Return the provisioning that ends with the next record.
	 * @param next the next record
	 * @return the provisioning; {@code null} if none ends
	 */
	@Nullable ProvisioningRecord endedBy(Workspace next) {
		boolean ends = this.state == WorkspaceState.PROVISIONING && next.state != WorkspaceState.PROVISIONING;
		return ends ? ended(this.generation, outcome(next.state), next.lastSampleError, next.report, next.updatedAt)
				: null;
	}

	private static MutatorOutcome outcome(WorkspaceState next) {
		return switch (next) {
			case PROVISIONING, STOPPED -> MutatorOutcome.CANCELLED;
			case RUNNING -> MutatorOutcome.SUCCESS;
			case FAILED -> MutatorOutcome.FAILURE;
		};
	}

	/**
	 * Return the end of a provisioning of this workspace.
	 * @param generation its generation
	 * @param outcome its outcome
	 * @param error the redacted cause of a failure
	 * @param report its report
	 * @param now the time of its end
	 * @return the provisioning
	 */
	ProvisioningRecord ended(long generation, MutatorOutcome outcome, @Nullable String error,
			@Nullable RunReport report, Instant now) {
		String failedMutator = (report != null) ? report.mutators()
			.stream()
			.filter((mutator) -> mutator.outcome() == MutatorOutcome.FAILURE)
			.map(MutatorReport::name)
			.findFirst()
			.orElse(null) : null;
		return new ProvisioningRecord(this.id, generation, now, outcome, failedMutator, this.request.tenant(),
				this.request.template(), error, report);
	}

	Workspace exited(WorkspaceExit exit, Instant now) {
		if (exit.code() == 0) {
			return next(now, WorkspaceState.STOPPED, null, 0, this.report);
		}
		String error = (exit.reason() != null) ? "exit: " + PrintableText.of(exit.reason())
				: "exited with code " + exit.code();
		return next(now, WorkspaceState.FAILED, error, exit.code(), this.report);
	}

	private Workspace next(Instant now, WorkspaceState state, @Nullable String error, @Nullable Integer exitCode,
			@Nullable RunReport report) {
		return next(now, state, error, exitCode, report, this.generation);
	}

	private Workspace next(Instant now, WorkspaceState state, @Nullable String error, @Nullable Integer exitCode,
			@Nullable RunReport report, long generation) {
		return new Workspace(this.id, this.request, state, error, exitCode, report, this.createdAt, now, generation,
				this.version + 1);
	}

}

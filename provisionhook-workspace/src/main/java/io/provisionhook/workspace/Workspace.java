package io.provisionhook.workspace;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

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
 * @param owner the id of the host application that has the workspace, or had it last;
 * {@code null} if the store is for a single one
 * @param location the place of the workspace, see {@code WorkspaceRuntime.location()};
 * empty if all host applications reach it
 * @param wanted the wish of another host application, which the owner has to obey;
 * {@code null} if there is none
 * @since 0.1.0
 */
public record Workspace(String id, WorkspaceRequest request, WorkspaceState state, @Nullable String lastSampleError,
		@Nullable Integer exitCode, @Nullable RunReport report, Instant createdAt, Instant updatedAt, long generation,
		long version, @Nullable String owner, String location, @Nullable Wish wanted) {

	/**
	 * Create a record.
	 */
	public Workspace {
		createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
		updatedAt = updatedAt.truncatedTo(ChronoUnit.MICROS);
	}

	/**
	 * Create a record of a workspace whose store is for a single host application.
	 * @param id the id
	 * @param request the request
	 * @param state the state
	 * @param lastSampleError the redacted cause of a failure
	 * @param exitCode the exit code
	 * @param report the report of the provisioning
	 * @param createdAt the time of the first record
	 * @param updatedAt the time of this record
	 * @param generation the generation
	 * @param version the number of earlier records
	 */
	public Workspace(String id, WorkspaceRequest request, WorkspaceState state, @Nullable String lastSampleError,
			@Nullable Integer exitCode, @Nullable RunReport report, Instant createdAt, Instant updatedAt,
			long generation, long version) {
		this(id, request, state, lastSampleError, exitCode, report, createdAt, updatedAt, generation, version, null, "",
				null);
	}

	static Workspace create(String id, WorkspaceRequest request, @Nullable String owner, String location, Instant now) {
		return new Workspace(id, request, WorkspaceState.PROVISIONING, null, null, null, now, now, 1, 0, owner,
				location, null);
	}

	Workspace provisioning(@Nullable String owner, String location, Instant now) {
		return provisioning(this.generation + 1, now).owned(this.version + 1, owner, location, null, now);
	}

	/**
	 * Return the record of this workspace with another owner, which obeys the wish.
	 * @param owner the id of the owner
	 * @param location the place of its workspaces
	 * @param now the present time
	 * @return the next record
	 */
	Workspace takenOver(@Nullable String owner, String location, Instant now) {
		return owned(this.version + 1, owner, location, this.wanted, now);
	}

	Workspace wanting(@Nullable Wish wish, @Nullable String owner, Instant now) {
		return owned(this.version + 1, owner, this.location, wish, now);
	}

	/**
	 * Return the record of this workspace after its owner could not obey a wish.
	 * @param error the redacted cause
	 * @param now the present time
	 * @return the next record
	 */
	Workspace refused(String error, Instant now) {
		return next(now, this.state, error, this.exitCode, this.report);
	}

	private Workspace owned(long version, @Nullable String owner, String location, @Nullable Wish wanted, Instant now) {
		return new Workspace(this.id, this.request, this.state, this.lastSampleError, this.exitCode, this.report,
				this.createdAt, now, this.generation, version, owner, location, wanted);
	}

	Workspace provisioning(long generation, Instant now) {
		return next(now, WorkspaceState.PROVISIONING, null, null, null, generation);
	}

	Workspace notRestarted(String error, Instant now) {
		return next(now, WorkspaceState.RUNNING, error, null, this.report);
	}

	/**
	 * Return the run that this record, of a running workspace, belongs to.
	 * @return the run
	 */
	Run run() {
		return new Run(this.id, this.generation, this.owner, this.version);
	}

	/**
	 * Return whether this record belongs to a run, and has its owner.
	 * @param run the run
	 * @return whether the workspace has run without a break until this record
	 */
	boolean isOf(Run run) {
		return this.state == WorkspaceState.RUNNING && this.generation == run.generation
				&& Objects.equals(this.owner, run.owner);
	}

	/**
	 * Return whether this and another record belong to the same run of the workspace, and
	 * have the same owner.
	 * @param running the other record
	 * @return whether the workspace has run without a break between the two
	 */
	boolean isSameRun(Workspace running) {
		return running.state == WorkspaceState.RUNNING && isOf(running.run());
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
				this.version + 1, this.owner, this.location, null);
	}

	/**
	 * What a host application keeps in memory of each running workspace, since a whole
	 * record is large.
	 *
	 * @param id the id of the workspace
	 * @param generation the generation
	 * @param owner the id of the host application
	 * @param version the version of the first record that is known of the run
	 */
	record Run(String id, long generation, @Nullable String owner, long version) {
	}

	/**
	 * Wish of a host application that does not own the workspace.
	 */
	public enum Wish {

		/**
		 * Stop the workspace.
		 */
		STOP,

		/**
		 * Restart the workspace.
		 */
		RESTART,

		/**
		 * Delete the workspace.
		 */
		DELETE

	}

}

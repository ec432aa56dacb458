package io.provisionhook.test;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.ProvisioningStep;
import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.history.ProvisioningRecord;

/**
 * Records of workspaces for tests of stores.
 *
 * @since 0.1.0
 */
public final class SampleWorkspaces {

	/**
	 * The time of the first record of each workspace. In New York, clocks are put forward
	 * in this hour.
	 */
	public static final Instant CREATED = Instant.parse("2026-03-08T02:30:00.123456Z");

	private SampleWorkspaces() {
	}

	/**
	 * Create the first record of a workspace.
	 * @param id the id of the workspace
	 * @return the record
	 */
	public static Workspace first(String id) {
		return first(id, CREATED);
	}

	/**
	 * Create the first record of a workspace.
	 * @param id the id of the workspace
	 * @param createdAt the time of the record
	 * @return the record
	 */
	public static Workspace first(String id, Instant createdAt) {
		return new Workspace(id, WorkspaceRequest.named("demo").build(), WorkspaceState.PROVISIONING, null, null, null,
				createdAt, createdAt, 1, 0);
	}

	/**
	 * Create the next record of a workspace.
	 * @param workspace the present record
	 * @param state the next state
	 * @param error the cause of a failure; {@code null} if there is none
	 * @return the record, a microsecond later
	 */
	public static Workspace next(Workspace workspace, WorkspaceState state, @Nullable String error) {
		return new Workspace(workspace.id(), workspace.request(), state, error, workspace.exitCode(),
				workspace.report(), workspace.createdAt(), workspace.updatedAt().plusNanos(1000),
				workspace.generation(), workspace.version() + 1);
	}

	/**
	 * Create the second record of a workspace that failed.
	 * @param id the id of the workspace
	 * @param error the cause of the failure
	 * @return the record
	 */
	public static Workspace failed(String id, String error) {
		return next(first(id), WorkspaceState.FAILED, error);
	}

	/**
	 * Create a record that has every component, with the greatest numbers and with texts
	 * that are hard to store.
	 * @param id the id of the workspace
	 * @return the record
	 */
	public static Workspace full(String id) {
		return new Workspace(id, fullRequest(), WorkspaceState.FAILED, "exited with code -1", -1, fullReport(), CREATED,
				CREATED.plusSeconds(86_400), Long.MAX_VALUE, Long.MAX_VALUE - 1);
	}

	/**
	 * Create a request that has every component.
	 * @return the request
	 */
	public static WorkspaceRequest fullRequest() {
		Map<String, String> labels = new LinkedHashMap<>();
		labels.put("zone", "b");
		labels.put("area", "");
		labels.put("\u00fc \ud83d\ude00", "quotes '\"`\\ and :names ?");
		return WorkspaceRequest.named("fix-l\u00f6gin \ud83d\ude80")
			.image("registry.example.com/agent:1")
			.template("default")
			.tenant("acme")
			.role("reviewer")
			.labels(labels)
			.requiredVariables(List.of("ZULU", "ALPHA", "MIKE"))
			.build();
	}

	/**
	 * Create a report that has every component.
	 * @return the report
	 */
	public static RunReport fullReport() {
		return new RunReport(List.of(
				new MutatorReport("vault", MutatorOutcome.SUCCESS, Duration.ofNanos(1), Duration.ofSeconds(1, 1), null),
				new MutatorReport("labels", MutatorOutcome.SKIPPED, Duration.ZERO, null,
						"said \u0000 and \ud83d\ude00"),
				new MutatorReport("last", MutatorOutcome.FAILURE, Duration.ofDays(1).plusNanos(999_999_999), null, "")),
				List.of(new VariableChange("A", VariableChange.Action.ADDED, "vault", null, true,
						Instant.parse("2026-03-08T02:30:00.123456789Z")),
						new VariableChange("B", VariableChange.Action.CHANGED, "labels", "request", false, null),
						new VariableChange("C", VariableChange.Action.REMOVED, "labels", "vault", false, Instant.MAX)),
				List.of("warning \u2028 one", "lone \ud83d surrogate"),
				List.of(new ProvisioningStep("global secrets of Caf\u00e9", ProvisioningStep.Kind.SECRETS,
						Duration.ZERO, Duration.ofNanos(1), MutatorOutcome.SUCCESS),
						new ProvisioningStep("start", ProvisioningStep.Kind.START, Duration.ofNanos(1),
								Duration.ofSeconds(1, 1), MutatorOutcome.FAILURE)),
				Duration.ofNanos(123_456_789_012L));
	}

	/**
	 * Create a report of the maximum length.
	 * @return the report
	 */
	public static RunReport longReport() {
		List<VariableChange> list = IntStream.range(0, RunReport.MAX_CHANGES)
			.mapToObj((number) -> new VariableChange("VARIABLE_" + number, VariableChange.Action.ADDED, "vault",
					"secrets", true, CREATED.plusNanos(number)))
			.toList();
		List<ProvisioningStep> steps = IntStream.range(0, RunReport.MAX_STEPS)
			.mapToObj((number) -> new ProvisioningStep("mutator " + number, ProvisioningStep.Kind.TURN,
					Duration.ofNanos(number), Duration.ofNanos(1), MutatorOutcome.SUCCESS))
			.toList();
		return new RunReport(List.of(), list, List.of(), steps, Duration.ofMillis(5));
	}

	/**
	 * Create the next record of a workspace with another owner.
	 * @param workspace the present record
	 * @param owner the id of the owner; {@code null} if there is none
	 * @param location the place of the workspace
	 * @param wanted the wish of another host application; {@code null} if there is none
	 * @return the record
	 */
	public static Workspace owned(Workspace workspace, @Nullable String owner, String location,
			Workspace.@Nullable Wish wanted) {
		return new Workspace(workspace.id(), workspace.request(), workspace.state(), workspace.lastSampleError(),
				workspace.exitCode(), workspace.report(), workspace.createdAt(), workspace.updatedAt(),
				workspace.generation(), workspace.version() + 1, owner, location, wanted);
	}

	/**
	 * Create a provisioning that has every component.
	 * @param workspaceId the id of the workspace
	 * @param generation the generation
	 * @return the provisioning, which ended a second later than that of the generation
	 * before
	 */
	public static ProvisioningRecord provisioning(String workspaceId, long generation) {
		return new ProvisioningRecord(workspaceId, generation, CREATED.plusSeconds(generation), MutatorOutcome.FAILURE,
				"vault", "acme", "default", "vault: no answer, said \u0000 and \ud83d\ude00", fullReport());
	}

}

package io.provisionhook.store.jdbc;

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

/**
 * Records for tests of stores.
 */
final class WorkspaceRecords {

	static final Instant CREATED = Instant.parse("2026-03-08T02:30:00.123456Z");

	private WorkspaceRecords() {
	}

	static Workspace first(String id) {
		return first(id, CREATED);
	}

	static Workspace first(String id, Instant createdAt) {
		return new Workspace(id, WorkspaceRequest.named("demo").build(), WorkspaceState.PROVISIONING, null, null, null,
				createdAt, createdAt, 1, 0);
	}

	static Workspace next(Workspace workspace, WorkspaceState state, @Nullable String error) {
		return new Workspace(workspace.id(), workspace.request(), state, error, workspace.exitCode(),
				workspace.report(), workspace.createdAt(), workspace.updatedAt().plusNanos(1000),
				workspace.generation(), workspace.version() + 1);
	}

	static Workspace failed(String id, String error) {
		return next(first(id), WorkspaceState.FAILED, error);
	}

	static Workspace full(String id) {
		return new Workspace(id, fullRequest(), WorkspaceState.FAILED, "exited with code -1", -1, fullReport(), CREATED,
				CREATED.plusSeconds(86_400), Long.MAX_VALUE, Long.MAX_VALUE - 1);
	}

	static WorkspaceRequest fullRequest() {
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

	static RunReport fullReport() {
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

	static RunReport longReport(int changes) {
		List<VariableChange> list = IntStream.range(0, changes)
			.mapToObj((number) -> new VariableChange("VARIABLE_" + number, VariableChange.Action.ADDED, "vault",
					"secrets", true, CREATED.plusNanos(number)))
			.toList();
		List<ProvisioningStep> steps = IntStream.range(0, RunReport.MAX_STEPS)
			.mapToObj((number) -> new ProvisioningStep("mutator " + number, ProvisioningStep.Kind.TURN,
					Duration.ofNanos(number), Duration.ofNanos(1), MutatorOutcome.SUCCESS))
			.toList();
		return new RunReport(List.of(), list, List.of(), steps, Duration.ofMillis(5));
	}

}

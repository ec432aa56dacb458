package io.provisionhook.workspace;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;

/**
 * What the {@link MisbehavingMutators} do to a workspace, and what becomes of it.
 */
enum Misbehaviour {

	NONE(WorkspaceState.RUNNING, null),

	FAILING(WorkspaceState.FAILED, "provisionhook \"failing\": boom [redacted]"),

	HANGING(WorkspaceState.FAILED, "provisionhook \"hanging\": timed out after 2000 ms"),

	DEAF(WorkspaceState.FAILED, "provisionhook \"deaf\": timed out after 2000 ms"),

	LEAKING(WorkspaceState.RUNNING, null),

	REVEALING(WorkspaceState.FAILED, "provisionhook \"revealing\": denied for [redacted]"),

	FAILING_FETCH(WorkspaceState.FAILED, "provisionhook \"fetching\": 403 for [redacted]"),

	HANGING_FETCH(WorkspaceState.FAILED, "provisionhook \"fetching\": timed out after 2000 ms"),

	SKIPPED(WorkspaceState.RUNNING, null),

	STOPPED(WorkspaceState.STOPPED, null),

	STOPPED_DEAF(WorkspaceState.STOPPED, null);

	private final WorkspaceState state;

	private final @Nullable String error;

	Misbehaviour(WorkspaceState state, @Nullable String error) {
		this.state = state;
		this.error = error;
	}

	WorkspaceState state() {
		return this.state;
	}

	@Nullable String error() {
		return this.error;
	}

	WorkspaceRequest request() {
		return WorkspaceRequest.named("demo").labels(Map.of("misbehaviour", name())).build();
	}

	boolean concerns(ProvisionContext context) {
		return this == of(context.request());
	}

	static Misbehaviour of(WorkspaceRequest request) {
		return valueOf(request.labels().getOrDefault("misbehaviour", NONE.name()));
	}

}

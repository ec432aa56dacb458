package io.provisionhook.workspace;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;

/**
 * Misbehaviour of the {@link MisbehavingMutators}, and the expected state and error of
 * the workspace.
 */
enum Misbehaviour {

	NONE(500, WorkspaceState.RUNNING, null),

	FAILING(66, WorkspaceState.FAILED, "provisionhook \"failing\": boom [redacted]"),

	HANGING(20, WorkspaceState.FAILED, "provisionhook \"hanging\": timed out after 5000 ms"),

	DEAF(20, WorkspaceState.FAILED, "provisionhook \"deaf\": timed out after 5000 ms"),

	LEAKING(66, WorkspaceState.FAILED,
			"provisionhook \"leaking\": The environment that \"leaking\" was given can "
					+ "only be used in its turn and on the thread that runs it"),

	REVEALING(66, WorkspaceState.FAILED, "provisionhook \"revealing\": denied for [redacted]"),

	FAILING_FETCH(66, WorkspaceState.FAILED, "provisionhook \"fetching\": 403 for [redacted]"),

	HANGING_FETCH(20, WorkspaceState.FAILED, "provisionhook \"fetching\": timed out after 4000 ms"),

	SKIPPED(66, WorkspaceState.RUNNING, null),

	STOPPED(55, WorkspaceState.STOPPED, null),

	STOPPED_DEAF(55, WorkspaceState.STOPPED, null);

	private final int count;

	private final WorkspaceState state;

	private final @Nullable String error;

	Misbehaviour(int count, WorkspaceState state, @Nullable String error) {
		this.count = count;
		this.state = state;
		this.error = error;
	}

	/**
	 * Return how many workspaces of a thousand it happens to.
	 * @return the number of workspaces
	 */
	int count() {
		return this.count;
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

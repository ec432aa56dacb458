package io.provisionhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What a mutator is told about the workspace that is about to start. Immutable and
 * thread-safe.
 *
 * @since 0.1.0
 */
public final class ProvisionContext {

	private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

	private final String workspaceId;

	private final WorkspaceRequest request;

	private final Instant deadline;

	private ProvisionContext(String workspaceId, WorkspaceRequest request, Instant deadline) {
		this.workspaceId = Objects.requireNonNull(workspaceId, "'workspaceId' must not be null");
		this.request = Objects.requireNonNull(request, "'request' must not be null");
		this.deadline = Objects.requireNonNull(deadline, "'deadline' must not be null");
	}

	/**
	 * Create a context whose deadline is 30 seconds from now.
	 * @param workspaceId the id of the workspace
	 * @param request the request that the workspace was created by
	 * @return the context
	 */
	public static ProvisionContext of(String workspaceId, WorkspaceRequest request) {
		return of(workspaceId, request, Instant.now().plus(DEFAULT_TIMEOUT));
	}

	/**
	 * Create a context.
	 * @param workspaceId the id of the workspace
	 * @param request the request that the workspace was created by
	 * @param deadline when the environment has to be ready
	 * @return the context
	 */
	public static ProvisionContext of(String workspaceId, WorkspaceRequest request, Instant deadline) {
		return new ProvisionContext(workspaceId, request, deadline);
	}

	/**
	 * Return the id of the workspace.
	 * @return the id
	 */
	public String workspaceId() {
		return this.workspaceId;
	}

	/**
	 * Return the request that the workspace was created by.
	 * @return the request
	 */
	public WorkspaceRequest request() {
		return this.request;
	}

	/**
	 * Return when the environment has to be ready.
	 * @return the deadline of the whole run
	 */
	public Instant deadline() {
		return this.deadline;
	}

	/**
	 * Return how much time is left, for use as the timeout of a remote call.
	 * @return the time until the deadline, zero if it has passed
	 */
	public Duration remaining() {
		Duration remaining = Duration.between(Instant.now(), this.deadline);
		return remaining.isNegative() ? Duration.ZERO : remaining;
	}

	@Override
	public String toString() {
		return "ProvisionContext[workspaceId=" + this.workspaceId + ", request=" + this.request + ", deadline="
				+ this.deadline + "]";
	}

}

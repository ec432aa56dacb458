package io.provisionhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.TimeSource;
import io.provisionhook.redaction.SecretRedactor;

/**
 * Information about the workspace for which mutators run or a credential is requested:
 * its id, its request and the deadline. Thread-safe; all values are fixed, except for the
 * secrets that were {@linkplain #redact declared}.
 *
 * @since 0.1.0
 */
public final class ProvisionContext {

	private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

	private final String workspaceId;

	private final WorkspaceRequest request;

	private final long generation;

	private final boolean plan;

	private final SecretRedactor redactor;

	private final Instant runDeadline;

	private final long runNanoDeadline;

	private final long nanoDeadline;

	private final boolean timeoutGiven;

	private final TimeSource time;

	ProvisionContext(String workspaceId, WorkspaceRequest request, long generation, @Nullable Duration timeout,
			TimeSource time) {
		Duration given = Objects.requireNonNullElse(timeout, DEFAULT_TIMEOUT);
		this.workspaceId = Objects.requireNonNull(workspaceId, "'workspaceId' must not be null");
		this.request = Objects.requireNonNull(request, "'request' must not be null");
		this.generation = generation;
		this.plan = false;
		this.redactor = SecretRedactor.of(Set.of());
		this.runDeadline = time.instant().plus(given);
		this.runNanoDeadline = time.nanoTime() + TimeSource.nanos(given);
		this.nanoDeadline = this.runNanoDeadline;
		this.timeoutGiven = timeout != null;
		this.time = time;
	}

	private ProvisionContext(ProvisionContext run, boolean plan, long nanoDeadline) {
		this.workspaceId = run.workspaceId;
		this.request = run.request;
		this.generation = run.generation;
		this.plan = plan;
		this.redactor = run.redactor;
		this.runDeadline = run.runDeadline;
		this.runNanoDeadline = run.runNanoDeadline;
		this.nanoDeadline = nanoDeadline;
		this.timeoutGiven = run.timeoutGiven;
		this.time = run.time;
	}

	/**
	 * Create a context without a timeout of its own. The
	 * {@linkplain Registry.Builder#timeout timeout of the registry} applies; if there is
	 * none, the deadline is 30 seconds from now.
	 * @param workspaceId the id of the workspace
	 * @param request the request that created the workspace
	 * @return the context
	 */
	public static ProvisionContext of(String workspaceId, WorkspaceRequest request) {
		return new ProvisionContext(workspaceId, request, 0, null, TimeSource.SYSTEM);
	}

	/**
	 * Create a context.
	 * @param workspaceId the id of the workspace
	 * @param request the request that created the workspace
	 * @param timeout the time from now until the environment must be ready
	 * @return the context
	 */
	public static ProvisionContext of(String workspaceId, WorkspaceRequest request, Duration timeout) {
		return of(workspaceId, request, 0, timeout);
	}

	/**
	 * Create a context for one generation of a workspace.
	 * @param workspaceId the id of the workspace
	 * @param request the request that created the workspace
	 * @param generation how often the workspace has been provisioned, including this time
	 * @param timeout the time from now until the environment must be ready
	 * @return the context
	 */
	public static ProvisionContext of(String workspaceId, WorkspaceRequest request, long generation, Duration timeout) {
		Objects.requireNonNull(timeout, "'timeout' must not be null");
		return new ProvisionContext(workspaceId, request, generation, timeout, TimeSource.SYSTEM);
	}

	/**
	 * Return a copy of this context for a plan.
	 * @return a context whose run {@linkplain #isPlan() is a plan}
	 */
	public ProvisionContext forPlan() {
		return new ProvisionContext(this, true, this.nanoDeadline);
	}

	/**
	 * Return a copy of this context with an earlier deadline.
	 * @param deadline the deadline by {@link TimeSource#nanoTime()}
	 * @return a context with the earlier of both deadlines
	 */
	ProvisionContext until(long deadline) {
		return (deadline - this.nanoDeadline < 0) ? new ProvisionContext(this, this.plan, deadline) : this;
	}

	/**
	 * Return a copy of this context for a run that starts now with a timeout.
	 * @param timeout maximum duration of the run
	 * @return a context with the earlier of both deadlines; with that of the run if this
	 * context has no timeout of its own
	 */
	ProvisionContext within(Duration timeout) {
		long deadline = this.time.nanoTime() + TimeSource.nanos(timeout);
		return this.timeoutGiven ? until(deadline) : new ProvisionContext(this, this.plan, deadline);
	}

	TimeSource time() {
		return this.time;
	}

	long nanoDeadline() {
		return this.nanoDeadline;
	}

	/**
	 * Return the id of the workspace.
	 * @return the id
	 */
	public String workspaceId() {
		return this.workspaceId;
	}

	/**
	 * Return the request that created the workspace.
	 * @return the request
	 */
	public WorkspaceRequest request() {
		return this.request;
	}

	/**
	 * Return how often the workspace has been provisioned, including this time. A
	 * credential of one generation must not be accepted from another.
	 * @return the number, from 1; 0 if the caller does not count generations
	 */
	public long generation() {
		return this.generation;
	}

	/**
	 * Return whether this run is a plan, which shows what provisioning would do: no
	 * workspace starts, and a mutator must not create, change or use up anything. A
	 * mutator with {@link SideEffects#NONE_ON_PLAN} has to check this; a mutator with
	 * {@link SideEffects#UNKNOWN} does not run in a plan.
	 * @return whether this is a plan
	 */
	public boolean isPlan() {
		return this.plan;
	}

	/**
	 * Return the deadline: of the mutator, in the context that a mutator receives; of the
	 * whole run otherwise.
	 * @return the deadline
	 */
	public Instant deadline() {
		return this.runDeadline.minusNanos(this.runNanoDeadline - this.nanoDeadline);
	}

	/**
	 * Return the time that is left, for use as the timeout of a remote call.
	 * @return the time until the deadline, zero if it has passed
	 */
	public Duration remaining() {
		return Duration.ofNanos(Math.max(this.nanoDeadline - this.time.nanoTime(), 0));
	}

	/**
	 * Declare a secret that is not in the environment yet, for example one that a remote
	 * system has just sent. It is then redacted in errors, logs and the output of the
	 * workspace, even if the mutator fails before it writes the secret.
	 * @param value the secret
	 */
	public void redact(String value) {
		this.redactor.add(Objects.requireNonNull(value, "'value' must not be null"));
	}

	/**
	 * Return the redactor of the {@linkplain #redact declared} secrets, present and
	 * future, for callers outside a run.
	 * @return the redactor
	 */
	public SecretRedactor redactor() {
		return this.redactor;
	}

	@Override
	public String toString() {
		return "ProvisionContext[workspaceId=" + this.workspaceId + ", request=" + this.request + ", deadline="
				+ deadline() + "]";
	}

}

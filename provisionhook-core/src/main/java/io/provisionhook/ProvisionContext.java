package io.provisionhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.Nanos;
import io.provisionhook.internal.TimeSource;
import io.provisionhook.redaction.SecretRedactor;

/**
 * What a mutator is told about the workspace that is about to start, and a source of
 * credentials about the one that asks. What it tells does not change; thread-safe.
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
		this.runNanoDeadline = time.nanoTime() + Nanos.of(given);
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
	 * Create a context that leaves the time of its run to the
	 * {@linkplain RegistryBuilder#timeout registry}. If that has no timeout, the deadline
	 * is 30 seconds from now.
	 * @param workspaceId the id of the workspace
	 * @param request the request that the workspace was created by
	 * @return the context
	 */
	public static ProvisionContext of(String workspaceId, WorkspaceRequest request) {
		return new ProvisionContext(workspaceId, request, 0, null, TimeSource.SYSTEM);
	}

	/**
	 * Create a context.
	 * @param workspaceId the id of the workspace
	 * @param request the request that the workspace was created by
	 * @param timeout the time from now until the environment has to be ready
	 * @return the context
	 */
	public static ProvisionContext of(String workspaceId, WorkspaceRequest request, Duration timeout) {
		return of(workspaceId, request, 0, timeout);
	}

	/**
	 * Create a context for one of the lives of a workspace.
	 * @param workspaceId the id of the workspace
	 * @param request the request that the workspace was created by
	 * @param generation how often the workspace has been provisioned, this time included
	 * @param timeout the time from now until the environment has to be ready
	 * @return the context
	 */
	public static ProvisionContext of(String workspaceId, WorkspaceRequest request, long generation, Duration timeout) {
		Objects.requireNonNull(timeout, "'timeout' must not be null");
		return new ProvisionContext(workspaceId, request, generation, timeout, TimeSource.SYSTEM);
	}

	/**
	 * Return the same context for a plan.
	 * @return a context with which a run {@linkplain #isPlan() is a plan}
	 */
	public ProvisionContext forPlan() {
		return new ProvisionContext(this, true, this.nanoDeadline);
	}

	/**
	 * Return the same context for somebody who has less time.
	 * @param deadline the deadline by {@link TimeSource#nanoTime()}
	 * @return a context that has the earlier one of both deadlines
	 */
	ProvisionContext until(long deadline) {
		return (deadline - this.nanoDeadline < 0) ? new ProvisionContext(this, this.plan, deadline) : this;
	}

	/**
	 * Return the same context for a run that begins now and has a timeout of its own.
	 * @param timeout the time from now that the run has at most
	 * @return a context that has the earlier one of both deadlines; that of the run if
	 * this context was given none
	 */
	ProvisionContext within(Duration timeout) {
		long deadline = this.time.nanoTime() + Nanos.of(timeout);
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
	 * Return the request that the workspace was created by.
	 * @return the request
	 */
	public WorkspaceRequest request() {
		return this.request;
	}

	/**
	 * Return how often the workspace has been provisioned, this time included: what was
	 * given to an earlier generation is not to be accepted from a later one.
	 * @return the number, from 1; 0 if whoever provisions it does not count
	 */
	public long generation() {
		return this.generation;
	}

	/**
	 * Return whether this is only to find out what provisioning the workspace would do:
	 * nothing starts, and nothing may be created, changed or used up. A mutator with
	 * {@link SideEffects#NONE_ON_PLAN} looks at this; one with
	 * {@link SideEffects#UNKNOWN} never meets a plan.
	 * @return whether this is a plan
	 */
	public boolean isPlan() {
		return this.plan;
	}

	/**
	 * Return when the mutator that was given this context has to be done; for whoever
	 * made it, when the environment has to be ready.
	 * @return the deadline
	 */
	public Instant deadline() {
		return this.runDeadline.minusNanos(this.runNanoDeadline - this.nanoDeadline);
	}

	/**
	 * Return how much time is left, for use as the timeout of a remote call.
	 * @return the time until the deadline, zero if it has passed
	 */
	public Duration remaining() {
		return Duration.ofNanos(Math.max(this.nanoDeadline - this.time.nanoTime(), 0));
	}

	/**
	 * Declare a secret that is in no environment yet, for example one that a remote
	 * system has just sent, so that it is taken out of errors, logs and the output of the
	 * workspace even if the mutator fails before it could put it.
	 * @param value the secret
	 */
	public void redact(String value) {
		this.redactor.add(Objects.requireNonNull(value, "'value' must not be null"));
	}

	/**
	 * Return what takes the secrets that have been {@linkplain #redact declared}, or will
	 * be, out of an error, for a caller outside a run.
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

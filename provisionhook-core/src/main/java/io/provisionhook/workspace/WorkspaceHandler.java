package io.provisionhook.workspace;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.provisionhook.EnvMutatorsAware;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;

/**
 * Provisions workspaces: makes the environment of each and has a {@link WorkspaceRuntime}
 * start it.
 * <p>
 * The environment is made in this order: global secrets, the workspace's own secrets, the
 * git identity, the mutators. Then the variables that the request requires must be
 * present, and the runtime starts the workspace. Whatever fails on the way, nothing is
 * started, the workspace is {@link WorkspaceState#FAILED}, and
 * {@link Workspace#lastSampleError()} says which step or mutator it was and why.
 * Thread-safe. <pre class="code">
 * try (WorkspaceHandler handler = WorkspaceHandler.builder(runtime).build()) {
 *     handler.setEnvMutators(registry);
 *     Workspace workspace = handler.create(WorkspaceRequest.named("fix-login").build());
 * }</pre>
 *
 * @since 0.1.0
 */
public final class WorkspaceHandler implements EnvMutatorsAware, AutoCloseable {

	private static final Logger logger = System.getLogger(WorkspaceHandler.class.getName());

	private static final String CLOSED = "the host application stopped";

	private final WorkspaceRuntime runtime;

	private final WorkspaceRecords records;

	private final LeaseWatch leases;

	private final Provisioning provisioning;

	private final ProvisioningQueue queue;

	private final WorkspaceStops stops;

	private volatile @Nullable Registry envMutators;

	WorkspaceHandler(WorkspaceHandlerBuilder builder) {
		this.runtime = builder.runtime;
		this.leases = new LeaseWatch(builder.leaseSettings(), this::restartExpired);
		this.records = new WorkspaceRecords(builder.store, builder.listeners(this.leases));
		this.provisioning = new Provisioning(
				new EnvironmentSteps(List.copyOf(builder.secretSources), new GitIdentity(builder.gitEmailDomain)),
				builder.runtime, this.records, this.leases, builder.timeout, builder.rules);
		this.stops = new WorkspaceStops(builder.runtime, this.records, this.provisioning);
		this.queue = new ProvisioningQueue(builder.concurrency, builder.taskDecorator);
	}

	/**
	 * Start building a handler.
	 * @param runtime what starts the workspaces
	 * @return a builder
	 */
	public static WorkspaceHandlerBuilder builder(WorkspaceRuntime runtime) {
		return new WorkspaceHandlerBuilder(runtime);
	}

	/**
	 * {@inheritDoc} Workspaces whose mutators run already are not affected.
	 */
	@Override
	public void setEnvMutators(@Nullable Registry registry) {
		this.envMutators = registry;
	}

	/**
	 * Create a workspace. Returns at once; the workspace is provisioned by another
	 * thread.
	 * @param request what to create
	 * @return the workspace, in state {@link WorkspaceState#PROVISIONING}
	 * @throws IllegalArgumentException if the runtime can't start what the request asks
	 * for
	 * @throws WorkspaceHandlerClosedException if this handler is closed
	 */
	public Workspace create(WorkspaceRequest request) {
		requireOpen();
		this.runtime.validate(request);
		Workspace workspace = Workspace.create(UUID.randomUUID().toString(), request);
		this.records.insert(workspace);
		return provision(workspace);
	}

	/**
	 * Return a workspace.
	 * @param id the id
	 * @return its current record
	 * @throws WorkspaceNotFoundException if there is none of that id
	 */
	public Workspace get(String id) {
		return this.records.get(id);
	}

	/**
	 * Return all workspaces.
	 * @return their current records, the oldest workspace first
	 */
	public List<Workspace> list() {
		return this.records.getAll();
	}

	/**
	 * Open what a workspace has written so far, as far as the runtime keeps it.
	 * @param id the id
	 * @return the output, to be closed by the caller
	 * @throws WorkspaceNotFoundException if there is none of that id
	 * @throws IOException if it can't be read
	 */
	public InputStream log(String id) throws IOException {
		return this.runtime.log(get(id).id());
	}

	/**
	 * Stop a workspace: one that is running, or one that is being provisioned, which then
	 * is not started. Returns when it has ended.
	 * @param id the id
	 * @return the workspace, as a rule in state {@link WorkspaceState#STOPPED}
	 * @throws WorkspaceNotFoundException if there is none of that id
	 * @throws WorkspaceStateException if it has ended already
	 * @throws WorkspaceRuntimeException if it could not be stopped
	 */
	public Workspace stop(String id) {
		Workspace workspace = get(id);
		return switch (workspace.state()) {
			case PROVISIONING -> cancel(workspace);
			case RUNNING -> stopRunning(workspace);
			case STOPPED, FAILED -> throw new WorkspaceStateException(workspace, "stopped");
		};
	}

	/**
	 * Provision a workspace again, from its original request and with a fresh
	 * environment. One that is running is stopped first. Returns at once after that.
	 * @param id the id
	 * @return the workspace, in state {@link WorkspaceState#PROVISIONING}
	 * @throws WorkspaceNotFoundException if there is none of that id
	 * @throws WorkspaceStateException if it is being provisioned
	 * @throws WorkspaceRuntimeException if it could not be stopped
	 * @throws WorkspaceHandlerClosedException if this handler is closed
	 */
	public Workspace restart(String id) {
		requireOpen();
		Workspace workspace = get(id);
		if (workspace.state() == WorkspaceState.RUNNING) {
			workspace = stopRunning(workspace);
		}
		Workspace next = workspace.provisioning();
		if (workspace.state() == WorkspaceState.PROVISIONING || !this.records.replace(workspace, next)) {
			throw new WorkspaceStateException(get(id), "restarted");
		}
		return provision(next);
	}

	private void restartExpired(Workspace running) {
		this.queue.execute(() -> restartUnlessStopped(running));
	}

	private void restartUnlessStopped(Workspace running) {
		try {
			Workspace stopped = this.records.isCurrent(running) ? this.stops.stop(running) : null;
			if (stopped != null) {
				Workspace next = stopped.provisioning();
				if (this.records.replace(stopped, next)) {
					provision(next);
				}
			}
		}
		catch (RuntimeException ex) {
			logger.log(Level.ERROR, "Workspace {0} could not be restarted with a fresh environment: {1}", running.id(),
					this.provisioning.describe(running.id(), ex));
		}
	}

	/**
	 * Return when the first value in the environment of a running workspace expires, of
	 * those about which a mutator said so and which nobody renews. That may have passed.
	 * @return the time; empty if there is no such value
	 */
	public Optional<Instant> soonestLeaseEnd() {
		return this.leases.soonestEnd();
	}

	private Workspace provision(Workspace workspace) {
		try {
			this.queue.submit(workspace.id(),
					() -> this.provisioning.provision(workspace, this.envMutators, this::exited),
					(ex) -> failWithoutProvisioning(workspace, Provisioning.causeOf(ex)));
		}
		catch (RuntimeException ex) {
			failWithoutProvisioning(workspace, ex);
			throw ex;
		}
		return workspace;
	}

	private void failWithoutProvisioning(Workspace workspace, Throwable ex) {
		String cause = this.queue.isClosed() ? CLOSED : ex.getClass().getSimpleName();
		this.provisioning.fail(workspace, "provisioning: " + cause);
	}

	private Workspace cancel(Workspace workspace) {
		Runnable cancellation = this.queue.cancellation(workspace.id());
		Workspace stopped = workspace.stopped();
		if (!this.records.replace(workspace, stopped)) {
			return stop(workspace.id());
		}
		cancellation.run();
		return stopped;
	}

	private Workspace stopRunning(Workspace workspace) {
		this.stops.stop(workspace);
		return get(workspace.id());
	}

	private void exited(Workspace running, WorkspaceExit exit) {
		if (this.queue.isClosed()) {
			this.records.replace(running, running.stopped());
		}
		else {
			this.stops.exited(running, exit);
		}
	}

	private void requireOpen() {
		if (this.queue.isClosed()) {
			throw new WorkspaceHandlerClosedException();
		}
	}

	/**
	 * Stop provisioning. Workspaces that were being provisioned are failed and not
	 * started; those that are running are left to their runtime.
	 */
	@Override
	public void close() {
		if (!this.queue.isClosed()) {
			this.queue.close();
			this.leases.close();
			try {
				list().stream()
					.filter((workspace) -> workspace.state() == WorkspaceState.PROVISIONING)
					.forEach((workspace) -> this.provisioning.fail(workspace, "provisioning: " + CLOSED));
			}
			finally {
				this.queue.cancelAll();
			}
		}
	}

}

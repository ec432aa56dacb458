package io.provisionhook.workspace;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.provisionhook.EnvMutatorsAware;
import io.provisionhook.Registry;
import io.provisionhook.SideEffects;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.internal.ListenerDispatcher;
import io.provisionhook.internal.TimeLimiter;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

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

	private static final Duration LISTENERS_PATIENCE = Duration.ofSeconds(5);

	private final TimeLimiter limiter;

	private final WorkspaceRuntime runtime;

	private final ListenerDispatcher<WorkspaceListener> listeners;

	private final WorkspaceRecords records;

	private final LeaseMonitor leases;

	private final RunningWorkspaces runningWorkspaces;

	private final KeyedSerialExecutor executor;

	private final ProvisioningService provisioning;

	private final WorkspaceRestarter restarter;

	private final WorkspacePlanner planner;

	private final WorkspaceTerminator terminator;

	private final Reconciler reconciler;

	private final WorkspaceDeleter deleter;

	private final boolean stopOnShutdown;

	WorkspaceHandler(WorkspaceHandlerBuilder builder) {
		WorkspaceClock clock = builder.clock.get();
		this.limiter = clock.limiter(builder.taskDecorator);
		TimeLimitedCalls calls = builder.calls(this.limiter, this::doubt);
		this.runtime = new TimeLimitedRuntime(builder.runtime, calls);
		this.leases = new LeaseMonitor(builder.leaseSettings(), calls, clock, this::restartExpiring);
		this.listeners = builder.listeners();
		this.records = new WorkspaceRecords(builder.boundedStore(calls), this::changed, this.listeners, clock);
		this.runningWorkspaces = new RunningWorkspaces(this.records, this::exited);
		this.terminator = new WorkspaceTerminator(this.runtime, this.records, this.runningWorkspaces);
		this.executor = new KeyedSerialExecutor(builder.concurrency, builder.taskDecorator);
		WorkspaceLauncher launcher = new WorkspaceLauncher(builder, this.runtime, calls, clock, this.records, this.leases,
				this.runningWorkspaces);
		this.provisioning = new ProvisioningService(this.records, launcher, this.executor);
		this.restarter = new WorkspaceRestarter(this.runtime, this.records, this.provisioning, launcher, this.executor, this.terminator,
				clock);
		this.planner = new WorkspacePlanner(builder, this.runtime, calls, clock, this.executor);
		this.reconciler = new Reconciler(this.runtime, this.records, this.executor, this.runningWorkspaces,
				new WorkspaceAdoption(builder, this.runtime, this.records, this.provisioning, this.runningWorkspaces, this.leases));
		this.deleter = new WorkspaceDeleter(this.runtime, builder.retention, this.records, this.provisioning, clock);
		this.stopOnShutdown = builder.onShutdown == OnShutdown.STOP || !builder.runtime.outlivesHost();
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
		this.provisioning.setEnvMutators(registry);
	}

	/**
	 * Create a workspace. Returns at once; the workspace is provisioned by another
	 * thread.
	 * @param request what to create
	 * @return the workspace, in state {@link WorkspaceState#PROVISIONING}
	 * @throws IllegalArgumentException if the runtime can't start what the request asks
	 * for
	 * @throws WorkspaceRuntimeException if the runtime does not say so in time
	 * @throws WorkspaceHandlerClosedException if this handler is closed
	 */
	public Workspace create(WorkspaceRequest request) {
		requireOpen();
		this.runtime.validate(request);
		return this.provisioning.create(Workspace.create(UUID.randomUUID().toString(), request, this.records.now()));
	}

	/**
	 * Find out what creating a workspace would do. Its environment is made as it would be
	 * for {@link #create}, with mutators and sources of secrets that have no
	 * {@linkplain SideEffects side effects} then; the others are left out, and the plan
	 * tells which. Nothing is started or recorded, and no listener is called.
	 * <p>
	 * Blocks until that is done, or for a second more than the time that mutators have. A
	 * plan waits for its turn with the workspaces that are provisioned, and runs on a
	 * thread of its own.
	 * @param request what would be created
	 * @return what would happen, failures included
	 * @throws IllegalArgumentException if the runtime can't start what the request asks
	 * for
	 * @throws WorkspaceRuntimeException if the runtime does not say so in time
	 * @throws WorkspaceHandlerClosedException if this handler is closed
	 * @throws InterruptedException if this thread is interrupted
	 */
	public WorkspacePlan plan(WorkspaceRequest request) throws InterruptedException {
		requireOpen();
		this.runtime.validate(request);
		return this.planner.plan(Workspace.create(UUID.randomUUID().toString(), request, this.records.now()),
				this.provisioning.envMutators());
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
	 * Take another secret out of what is stored, logged or shown of a workspace, until it
	 * ends: a credential that it is given while it runs. Of those, the newest
	 * {@value RunningWorkspaces#MOST_CREDENTIALS} are known. Does nothing if the workspace is not
	 * running.
	 * @param id the id
	 * @param secret the secret
	 */
	public void redact(String id, String secret) {
		this.runningWorkspaces.redact(id, secret);
	}

	/**
	 * Stop a workspace: one that is running, or one that is being provisioned, which then
	 * is not started. Returns when it has ended. If it has ended by its record, but
	 * somebody has started it again by hand, that is stopped.
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
			case STOPPED, FAILED -> stopEnded(workspace);
		};
	}

	/**
	 * Provision a workspace again, from its original request and with a fresh
	 * environment. Returns at once. What runs of one that has ended by its record is
	 * stopped before it is started.
	 * <p>
	 * One that is running goes on until that environment has been made, and only then is
	 * stopped and started again. If the environment can't be made, it goes on as it was,
	 * and {@link Workspace#lastSampleError()} of its record says why.
	 * @param id the id
	 * @return the workspace, in state {@link WorkspaceState#PROVISIONING}, or in state
	 * {@link WorkspaceState#RUNNING} if it is
	 * @throws WorkspaceNotFoundException if there is none of that id
	 * @throws WorkspaceStateException if it is being provisioned or restarted
	 * @throws WorkspaceHandlerClosedException if this handler is closed
	 */
	public Workspace restart(String id) {
		requireOpen();
		Workspace workspace = get(id);
		if (workspace.state() == WorkspaceState.RUNNING) {
			this.restarter.restart(workspace);
			return workspace;
		}
		Workspace next = (workspace.state() != WorkspaceState.PROVISIONING) ? this.provisioning.again(workspace) : null;
		if (next == null) {
			throw new WorkspaceStateException(get(id), "restarted");
		}
		return next;
	}

	/**
	 * Delete a workspace: what the runtime keeps of it, such as its directory, its
	 * container and its output, and then its record. One that is running or being
	 * provisioned is stopped first. Blocks until that is done.
	 * @param id the id
	 * @throws WorkspaceNotFoundException if there is none of that id
	 * @throws WorkspaceStateException if somebody starts it again meanwhile
	 * @throws WorkspaceRuntimeException if it could not be stopped, or something of it
	 * could not be removed; its record stays then
	 * @throws WorkspaceHandlerClosedException if this handler is closed
	 */
	public void delete(String id) {
		requireOpen();
		if (!get(id).state().isEnded()) {
			stopUnlessEnded(id);
		}
		this.deleter.delete(id);
	}

	private void stopUnlessEnded(String id) {
		try {
			stop(id);
		}
		catch (WorkspaceStateException ex) {
			// It has ended by itself
		}
	}

	private void restartExpiring(Workspace running) {
		this.restarter.restartExpiring(running);
	}

	private void doubt() {
		this.records.setInDoubt(true);
	}

	private void changed(Workspace workspace) {
		this.leases.onChange(workspace);
		this.restarter.onChange(workspace);
	}

	/**
	 * Return when the first value in the environment of a running workspace expires, of
	 * those about which a mutator said so and which nobody renews. That may have passed.
	 * @return the time; empty if there is no such value
	 */
	public Optional<Instant> soonestLeaseEnd() {
		return this.leases.soonestEnd();
	}

	/**
	 * Compare the records with the runtime, and bring them in line, after another host
	 * application has kept the same records and has ended. What is still running is taken
	 * over; what is not has its record say so; what was being provisioned is failed or
	 * provisioned again; what runs without a record that says so is stopped; and
	 * workspaces of which there is no record are found. Blocks until that is done, except
	 * for what is provisioned again. What this handler provisions meanwhile is not
	 * touched, so this can be called at any time.
	 * @return what was found and done
	 */
	public Reconciliation reconcile() {
		return this.reconciler.reconcile();
	}

	/**
	 * Return whether nothing is known for which there would be a reason to
	 * {@linkplain #reconcile() compare}. There is one at first; if not everything could
	 * be compared; and after the store has failed to take a record, for then a workspace
	 * may have ended unrecorded.
	 * @return whether there is no reason
	 */
	public boolean isReconciled() {
		return !this.records.isInDoubt();
	}

	/**
	 * Return the number of threads that are still in a runtime, a store, a source of
	 * secrets or a listener although their time is up, because these ignore that they
	 * were interrupted.
	 * @return the number of threads
	 */
	public int abandonedThreads() {
		return this.limiter.abandonedThreads() + this.listeners.abandonedThreads() + this.leases.abandonedThreads();
	}

	private Workspace cancel(Workspace workspace) {
		Workspace stopped = this.provisioning.cancel(workspace);
		return (stopped != null) ? stopped : stop(workspace.id());
	}

	private Workspace stopRunning(Workspace workspace) {
		this.restarter.cancel(workspace.id());
		this.terminator.stop(workspace);
		Workspace stopped = get(workspace.id());
		boolean replaced = stopped.state() == WorkspaceState.PROVISIONING;
		return (replaced && stopped.generation() > workspace.generation()) ? cancel(stopped) : stopped;
	}

	private Workspace stopEnded(Workspace ended) {
		// Else an attempt to provision it again has begun, and what runs may be its own
		boolean left = !this.executor.isBusy(ended.id()) && this.records.isCurrent(ended);
		if (!left || !this.terminator.stopIfRunning(ended)) {
			throw new WorkspaceStateException(ended, "stopped");
		}
		return get(ended.id());
	}

	private void exited(Workspace running, WorkspaceExit exit) {
		if (this.executor.isClosed() && this.stopOnShutdown) {
			this.records.replaceRun(running, (current) -> current.stopped(this.records.now()));
		}
		else {
			this.terminator.exited(running, exit);
		}
	}

	/**
	 * Return whether something is still being done about a workspace that its record may
	 * not tell of: an attempt to provision it ends after it was recorded.
	 * @param id the id
	 * @return whether there is an attempt
	 */
	boolean isBusy(String id) {
		return this.executor.isBusy(id);
	}

	private void requireOpen() {
		if (!this.provisioning.isAccepting()) {
			throw new WorkspaceHandlerClosedException();
		}
	}

	/**
	 * Accept nothing more, and let what is being provisioned be finished. After that, the
	 * workspaces that run are stopped if so {@linkplain OnShutdown configured}, or if
	 * they can't outlive the host application. Returns at once; whoever has waited long
	 * enough {@linkplain #close closes} this handler.
	 * @return completed when all of that is done
	 */
	public CompletionStage<Void> shutdown() {
		this.provisioning.stopAccepting();
		return this.executor.whenIdle().thenCompose((idle) -> stopAll());
	}

	private CompletionStage<Void> stopAll() {
		return this.stopOnShutdown ? this.terminator.stopAll() : CompletableFuture.completedFuture(null);
	}

	/**
	 * Accept nothing more and stop provisioning. Workspaces that were being provisioned
	 * are failed and not started. Those that run are stopped if so {@linkplain OnShutdown
	 * configured}, or if they can't outlive the host application.
	 */
	@Override
	public void close() {
		if (!this.executor.isClosed()) {
			this.provisioning.stopAccepting();
			this.executor.close();
			this.leases.close();
			try {
				this.provisioning.failAll();
			}
			finally {
				this.executor.awaitEnd();
				if (this.stopOnShutdown) {
					this.terminator.stopAllAndWait();
				}
				this.listeners.awaitIdle(LISTENERS_PATIENCE);
			}
		}
	}

}

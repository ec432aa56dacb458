package io.provisionhook.workspace;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.provisionhook.EnvMutatorsAware;
import io.provisionhook.Registry;
import io.provisionhook.SideEffects;
import io.provisionhook.VariableRules;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.internal.ListenerDispatcher;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.internal.TimeLimiter;
import io.provisionhook.internal.TimeLimiter.Limit;
import io.provisionhook.workspace.Workspace.Run;
import io.provisionhook.workspace.history.ProvisioningHistory;
import io.provisionhook.workspace.instance.Instance;
import io.provisionhook.workspace.instance.InstanceDetails;
import io.provisionhook.workspace.instance.Instances;
import io.provisionhook.workspace.internal.KeyedSerialExecutor;
import io.provisionhook.workspace.internal.Membership;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Provisions workspaces: assembles the environment of each and starts it with a
 * {@link WorkspaceRuntime}.
 * <p>
 * The environment is assembled in this order: global secrets, secrets of the workspace,
 * git identity, mutators. Then the handler checks that all required variables are
 * present, and the runtime starts the workspace. If a step fails, nothing is started, the
 * workspace is {@link WorkspaceState#FAILED}, and {@link Workspace#lastSampleError()}
 * names the step or the mutator and the cause. Thread-safe. <pre class="code">
 * try (WorkspaceHandler handler = WorkspaceHandler.builder(runtime).build()) {
 *     handler.setEnvMutators(registry);
 *     Workspace workspace = handler.create(WorkspaceRequest.named("fix-login").build());
 * }</pre>
 *
 * @since 0.1.0
 */
public final class WorkspaceHandler implements EnvMutatorsAware, AutoCloseable {

	/**
	 * The maximum number of workspaces on a page.
	 */
	public static final int MAX_PAGE_SIZE = 1000;

	/**
	 * The maximum length of the name of a host application.
	 */
	public static final int MAX_INSTANCE_NAME_LENGTH = 100;

	private static final Logger logger = System.getLogger(WorkspaceHandler.class.getName());

	private static final Duration LISTENERS_TIMEOUT = Duration.ofSeconds(5);

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

	private final Reconciler reconciler;

	private final WorkspaceDeleter deleter;

	private final WorkspaceClock clock;

	private final Membership membership;

	private final Wishes wishes;

	private final boolean stopOnShutdown;

	private WorkspaceHandler(Builder builder) {
		WorkspaceClock clock = builder.clock.get();
		this.clock = clock;
		this.limiter = clock.limiter(builder.taskDecorator);
		TimeLimitedCalls calls = builder.calls(this.limiter, this::setInDoubt);
		this.membership = new Membership(builder.store.instances().orElse(null),
				builder.membershipSettings(this::location), this.limiter, clock, new InstanceCallbacks());
		TimeLimitedRuntime runtime = new TimeLimitedRuntime(builder.runtime, calls, this.membership::holdsLease);
		this.runtime = runtime;
		this.leases = new LeaseMonitor(builder.leaseSettings(), calls, clock, this::find, this::restartExpiring);
		this.listeners = new ListenerDispatcher<>(builder.listeners, "provisionhook-listener-", builder.taskDecorator);
		this.records = new WorkspaceRecords(builder.store, calls, this::onChange, this.listeners, clock,
				this.membership, builder.listeners.stream().anyMatch(WorkspaceListener::wantsRemoteChanges));
		this.runningWorkspaces = new RunningWorkspaces(runtime, this.records, this::isStoppingAll);
		this.executor = new KeyedSerialExecutor(builder.concurrency, builder.taskDecorator);
		WorkspaceLauncher launcher = new WorkspaceLauncher(builder, runtime, calls, clock, this.records, this.leases,
				this.runningWorkspaces);
		this.provisioning = new ProvisioningService(this.records, launcher, this.executor);
		this.restarter = new WorkspaceRestarter(runtime, this.records, this.provisioning, launcher, this.executor,
				this.runningWorkspaces, clock);
		this.planner = new WorkspacePlanner(builder, runtime, calls, clock, this.executor);
		this.reconciler = new Reconciler(builder, runtime, this.records, this.executor, this.provisioning,
				this.runningWorkspaces, this.leases, this.membership);
		this.wishes = new Wishes(this, this.records, this.membership, clock, builder.runtimeTimeout);
		this.deleter = new WorkspaceDeleter(runtime, builder.retention, this.records, this.provisioning, clock,
				(workspace) -> this.wishes.responsible(workspace) != null);
		this.stopOnShutdown = builder.onShutdown == OnShutdown.STOP || !builder.runtime.outlivesHost();
	}

	/**
	 * Start building a handler.
	 * @param runtime the runtime that starts the workspaces
	 * @return a builder
	 */
	public static Builder builder(WorkspaceRuntime runtime) {
		return new Builder(runtime);
	}

	/**
	 * {@inheritDoc} Workspaces whose mutators already run are not affected.
	 */
	@Override
	public void setEnvMutators(@Nullable Registry registry) {
		this.provisioning.setEnvMutators(registry);
	}

	/**
	 * Create a workspace. Returns immediately; another thread provisions the workspace.
	 * @param request the request
	 * @return the workspace, in state {@link WorkspaceState#PROVISIONING}
	 * @throws IllegalArgumentException if the runtime does not support the request
	 * @throws WorkspaceRuntimeException if the runtime does not validate the request in
	 * time
	 * @throws WorkspaceHandlerClosedException if this handler is closed
	 */
	public Workspace create(WorkspaceRequest request) {
		requireOpen();
		this.runtime.validate(request);
		requireLease();
		return this.provisioning.create(this.records.create(request));
	}

	/**
	 * Return the result that {@link #create} would have, without creating a workspace.
	 * The environment is assembled with the mutators and the sources of secrets that have
	 * no {@linkplain SideEffects side effects} in a plan. The others do not run, and the
	 * plan lists them. Nothing is started or recorded, and no listener is called.
	 * <p>
	 * Blocks until the plan is complete, at most for the timeout of the mutators and one
	 * second. A plan waits in the same queue as the workspaces to provision, and runs on
	 * a thread of its own.
	 * @param request the request
	 * @return the plan, which may contain a failure
	 * @throws IllegalArgumentException if the runtime does not support the request
	 * @throws WorkspaceRuntimeException if the runtime does not validate the request in
	 * time
	 * @throws WorkspaceHandlerClosedException if this handler is closed
	 * @throws InterruptedException if this thread is interrupted
	 */
	public WorkspacePlan plan(WorkspaceRequest request) throws InterruptedException {
		requireOpen();
		this.runtime.validate(request);
		return this.planner.plan(this.records.create(request), this.provisioning.envMutators());
	}

	/**
	 * Return a workspace.
	 * @param id the id
	 * @return its current record
	 * @throws WorkspaceNotFoundException if there is no workspace with that id
	 */
	public Workspace get(String id) {
		return this.records.get(id);
	}

	/**
	 * Return workspaces, a page at a time.
	 * @param query which workspaces, and how many on a page, at most
	 * {@value #MAX_PAGE_SIZE}
	 * @return a page of their current records, the newest workspace first
	 * @throws IllegalArgumentException if the query asks for more
	 */
	public WorkspacePage list(WorkspaceQuery query) {
		int size = query.limit();
		if (size > MAX_PAGE_SIZE) {
			throw new IllegalArgumentException("'limit' must not be more than " + MAX_PAGE_SIZE);
		}
		List<Workspace> found = this.records.find(query.withLimit(size + 1));
		return (found.size() > size)
				? new WorkspacePage(found.subList(0, size), WorkspaceQuery.Cursor.of(found.get(size - 1)))
				: new WorkspacePage(found, null);
	}

	/**
	 * Count the workspaces by state.
	 * @param since the time since which their records were written; {@link Instant#EPOCH}
	 * for all workspaces
	 * @return the number for each state that a workspace is in
	 */
	public Map<WorkspaceState, Long> countByState(Instant since) {
		return this.records.countByState(since);
	}

	/**
	 * Return the last provisionings of the workspaces that have a record.
	 * @return the history, which reads the store at each call
	 */
	public ProvisioningHistory history() {
		return this.records.history();
	}

	/**
	 * Open the output of a workspace, as far as the runtime keeps it.
	 * @param id the id
	 * @return the output, to be closed by the caller
	 * @throws WorkspaceNotFoundException if there is no workspace with that id
	 * @throws WorkspaceRuntimeException if only another host application reaches the
	 * output
	 * @throws IOException if the output can't be read
	 */
	public InputStream log(String id) throws IOException {
		Workspace workspace = get(id);
		String here = this.membership.location();
		String owner = workspace.owner();
		if (here != null && owner != null && !workspace.location().equals(here)) {
			throw new WorkspaceRuntimeException("The output of workspace '" + PrintableText.of(id) + "' is on host \""
					+ Instance.nameOf(owner) + "\"; ask there", null);
		}
		return this.runtime.log(workspace.id());
	}

	/**
	 * Add a secret to redact from the records, the logs and the output of a workspace
	 * until it ends: a credential that the workspace receives while it runs. Only the
	 * newest {@value RunningWorkspaces#MAX_CREDENTIALS} of a workspace are redacted. Does
	 * nothing if the workspace is not running.
	 * @param id the id
	 * @param secret the secret
	 */
	public void redact(String id, String secret) {
		this.runningWorkspaces.redact(id, secret);
	}

	/**
	 * Stop a workspace, and return when it has ended. A workspace in state
	 * {@link WorkspaceState#PROVISIONING} is not started. If the record says that the
	 * workspace has ended, but it was started again outside of this handler, it is
	 * stopped as well.
	 * @param id the id
	 * @return the workspace, usually in state {@link WorkspaceState#STOPPED}
	 * @throws WorkspaceNotFoundException if there is no workspace with that id
	 * @throws WorkspaceStateException if it has already ended
	 * @throws WorkspaceRuntimeException if it could not be stopped
	 * @throws WorkspaceHandlerClosedException if the lease of this host application is
	 * over
	 */
	public Workspace stop(String id) {
		requireLease();
		Workspace workspace = getOwned(id);
		String responsible = this.wishes.responsible(workspace);
		if (responsible != null && workspace.state() == WorkspaceState.RUNNING) {
			return this.wishes.stop(workspace, responsible);
		}
		return switch (workspace.state()) {
			case PROVISIONING -> cancel(workspace);
			case RUNNING -> stopRunning(workspace);
			case STOPPED, FAILED -> stopEnded(workspace);
		};
	}

	private Workspace cancel(Workspace workspace) {
		Workspace stopped = this.provisioning.cancel(workspace);
		return (stopped != null) ? stopped : stop(workspace.id());
	}

	private Workspace stopRunning(Workspace workspace) {
		this.restarter.cancel(workspace.id());
		this.runningWorkspaces.stop(workspace);
		Workspace stopped = get(workspace.id());
		boolean replaced = stopped.state() == WorkspaceState.PROVISIONING;
		return (replaced && stopped.generation() > workspace.generation()) ? cancel(stopped) : stopped;
	}

	private Workspace stopEnded(Workspace ended) {
		// While the workspace is provisioned again, a process may belong to the new run
		boolean unattended = !this.executor.isBusy(ended.id()) && this.records.isCurrent(ended);
		if (!unattended || !this.runningWorkspaces.stopIfRunning(ended)) {
			throw new WorkspaceStateException(ended, "stopped");
		}
		return get(ended.id());
	}

	/**
	 * Provision a workspace again, from its original request and with a new environment.
	 * Returns immediately.
	 * <p>
	 * A running workspace continues until the new environment is complete; only then it
	 * is stopped and started again. If the environment can't be assembled, the workspace
	 * continues with the old one, and {@link Workspace#lastSampleError()} contains the
	 * cause. If the record says that the workspace has ended, but it was started again
	 * outside of this handler, it is stopped first.
	 * @param id the id
	 * @return the workspace, in state {@link WorkspaceState#RUNNING} if it is running, or
	 * else in state {@link WorkspaceState#PROVISIONING}
	 * @throws WorkspaceNotFoundException if there is no workspace with that id
	 * @throws WorkspaceStateException if it is being provisioned or restarted
	 * @throws WorkspaceHandlerClosedException if this handler is closed
	 */
	public Workspace restart(String id) {
		requireOpen();
		requireLease();
		Workspace workspace = getOwned(id);
		String responsible = this.wishes.responsible(workspace);
		if (responsible != null) {
			return this.wishes.restart(workspace, responsible);
		}
		if (workspace.state() == WorkspaceState.RUNNING) {
			this.restarter.restart(workspace);
			return workspace;
		}
		Workspace next = (workspace.state() != WorkspaceState.PROVISIONING)
				? this.provisioning.provisionAgain(workspace) : null;
		if (next == null) {
			throw new WorkspaceStateException(get(id), "restarted");
		}
		return next;
	}

	/**
	 * Delete a workspace: everything that the runtime keeps for it, such as the
	 * directory, the container and the output, and then its record. A workspace that is
	 * running or being provisioned is stopped first. Blocks until the workspace is
	 * deleted.
	 * @param id the id
	 * @throws WorkspaceNotFoundException if there is no workspace with that id
	 * @throws WorkspaceStateException if it is started again concurrently
	 * @throws WorkspaceRuntimeException if it could not be stopped or removed completely;
	 * the record is kept then
	 * @throws WorkspaceHandlerClosedException if this handler is closed
	 */
	public void delete(String id) {
		requireOpen();
		requireLease();
		if (!get(id).state().isEnded()) {
			stopUnlessEnded(id);
		}
		Workspace workspace = get(id);
		String responsible = this.wishes.responsible(workspace);
		if (responsible != null) {
			this.wishes.delete(workspace, responsible);
		}
		else {
			this.deleter.delete(id);
		}
	}

	// The workspace of a host application that is gone is taken over first
	private Workspace getOwned(String id) {
		Workspace workspace = get(id);
		String owner = workspace.owner();
		if (workspace.state() == WorkspaceState.RUNNING && owner != null && !owner.equals(this.membership.id())
				&& !this.membership.isOther(owner)) {
			this.reconciler.takeOver(Set.of(owner));
			return get(id);
		}
		return workspace;
	}

	private void stopUnlessEnded(String id) {
		try {
			stop(id);
		}
		catch (WorkspaceStateException ex) {
			// It has ended by itself
		}
	}

	/**
	 * Return the earliest end of a lease in the environments of all running workspaces.
	 * Leases that are renewed do not count. The end may be in the past.
	 * @return the end; empty if there is no such lease
	 */
	public Optional<Instant> soonestLeaseEnd() {
		return this.leases.soonestEnd();
	}

	/**
	 * Compare the records with the workspaces of the runtime, and correct the
	 * differences, after an earlier host application with the same store has ended:
	 * <ul>
	 * <li>Workspaces that still run are adopted.
	 * <li>The records of workspaces that have ended are updated.
	 * <li>Workspaces whose provisioning was interrupted are failed or
	 * {@linkplain Reconciliation.OnInterruption provisioned again}.
	 * <li>Workspaces that run although their records say that they have ended are
	 * stopped.
	 * <li>Workspaces without a record are reported or {@linkplain Reconciliation.OnOrphan
	 * removed}.
	 * </ul>
	 * Blocks until all of this is done, except for workspaces that are provisioned again.
	 * Workspaces that this handler is working on are skipped, so this method can be
	 * called at any time.
	 * @return the outcome for each workspace
	 */
	public Reconciliation reconcile() {
		return this.reconciler.reconcile();
	}

	/**
	 * Return whether records and runtime are known to agree. They are not before the
	 * first {@linkplain #reconcile() reconciliation}, after an incomplete one, and after
	 * the store has failed to write a record, since the workspace may have ended in the
	 * meantime.
	 * @return whether there is no reason for a reconciliation
	 */
	public boolean isReconciled() {
		return !this.records.isInDoubt();
	}

	/**
	 * Return the number of threads that are still in a runtime, a store, a source of
	 * secrets or a listener after the timeout, because this code ignores interruption.
	 * @return the number of threads
	 */
	public int abandonedThreads() {
		return this.limiter.abandonedThreads() + this.listeners.abandonedThreads() + this.leases.abandonedThreads();
	}

	/**
	 * Return the host applications that share the store of this handler.
	 * @return the host applications
	 */
	public Instances instances() {
		return this.membership;
	}

	private void setInDoubt() {
		this.records.setInDoubt(true);
	}

	private Optional<Workspace> find(Run run) {
		return this.records.find(run);
	}

	private void restartExpiring(Workspace running) {
		this.restarter.restartExpiring(running);
	}

	private void onChange(Workspace workspace) {
		this.leases.onChange(workspace);
		this.restarter.onChange(workspace);
	}

	private boolean isStoppingAll() {
		return this.executor.isClosed() && this.stopOnShutdown;
	}

	/**
	 * Return whether a task for a workspace is queued or running. The task ends after its
	 * result was recorded.
	 * @param id the id
	 * @return whether there is a task
	 */
	boolean isBusy(String id) {
		return this.executor.isBusy(id);
	}

	private void requireLease() {
		if (!this.membership.holdsLease() && this.membership.id() == null) {
			join();
		}
		if (!this.membership.holdsLease()) {
			throw new WorkspaceHandlerClosedException(
					"This host can't act on workspaces now, since it could not renew its lease in the store");
		}
	}

	private void join() {
		try {
			this.membership.join();
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new WorkspaceRuntimeException(
					"This host could not join the hosts that share its store: " + PrintableText.nameOf(ex.getClass()),
					ex);
		}
	}

	private String location() throws Exception {
		return this.runtime.location();
	}

	private void requireOpen() {
		if (!this.provisioning.isAccepting()) {
			throw new WorkspaceHandlerClosedException();
		}
	}

	/**
	 * Begin a graceful shutdown: refuse new tasks, and complete the provisioning of the
	 * workspaces that are queued. Then running workspaces are stopped if
	 * {@link OnShutdown#STOP} is configured or if the runtime does not
	 * {@linkplain WorkspaceRuntime#outlivesHost() outlive} the host application. Returns
	 * immediately; {@link #close()} ends the shutdown.
	 * @return a stage that completes with the shutdown
	 */
	public CompletionStage<Void> shutdown() {
		this.provisioning.stopAccepting();
		return this.executor.whenIdle().thenCompose((idle) -> stopAll());
	}

	private CompletionStage<Void> stopAll() {
		return this.stopOnShutdown ? this.runningWorkspaces.stopAll() : CompletableFuture.completedFuture(null);
	}

	/**
	 * Refuse new tasks and cancel the provisioning of workspaces, which are failed and
	 * not started. Running workspaces are stopped if {@link OnShutdown#STOP} is
	 * configured or if the runtime does not {@linkplain WorkspaceRuntime#outlivesHost()
	 * outlive} the host application.
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
					this.runningWorkspaces.stopAllAndWait();
				}
				this.listeners.awaitIdle(LISTENERS_TIMEOUT);
				// Until now others must not take over
				this.membership.close();
				this.clock.close();
			}
		}
	}

	/**
	 * Reacts to changes of the host applications that share the store.
	 */
	private final class InstanceCallbacks implements Membership.Callbacks {

		@Override
		public void onReplaced() {
			setInDoubt();
			WorkspaceHandler.this.executor.cancelAll();
			WorkspaceHandler.this.runningWorkspaces.removeAll((run) -> {
				WorkspaceHandler.this.leases.remove(run);
				WorkspaceHandler.this.restarter.forget(run.id());
			});
		}

		@Override
		public void onGone(Set<String> ids) {
			Reconciliation result = WorkspaceHandler.this.reconciler.takeOver(ids);
			if (!result.outcomes().isEmpty()) {
				logger.log(Level.INFO, "Host \"{0}\" has taken over from {1}, which is gone: {2}",
						Instance.nameOf(String.valueOf(WorkspaceHandler.this.membership.id())),
						ids.stream()
							.map((id) -> "host \"" + Instance.nameOf(id) + "\"")
							.collect(Collectors.joining(" and ")),
						result.outcomes()
							.values()
							.stream()
							.collect(Collectors.groupingBy((outcome) -> outcome, TreeMap::new, Collectors.counting())));
			}
		}

		@Override
		public void onTick() {
			WorkspaceHandler.this.wishes.obey();
			WorkspaceHandler.this.records.pollRemoteChanges();
		}

	}

	/**
	 * Action for running workspaces when the host application stops. Workspaces whose
	 * runtime does not {@linkplain WorkspaceRuntime#outlivesHost() outlive} the host
	 * application are always stopped.
	 */
	public enum OnShutdown {

		/**
		 * Keep the workspaces running; the next host application adopts them.
		 */
		KEEP,

		/**
		 * Stop the workspaces.
		 */
		STOP

	}

	/**
	 * Builds a {@link WorkspaceHandler}. Not thread-safe.
	 */
	public static final class Builder {

		final List<SecretSource> secretSources = new ArrayList<>();

		String gitEmailDomain = "workspaces.invalid";

		Duration timeout = Duration.ofSeconds(30);

		VariableRules rules = VariableRules.DEFAULT;

		Reconciliation.OnInterruption onInterruption = Reconciliation.OnInterruption.FAIL;

		Reconciliation.OnOrphan onOrphan = Reconciliation.OnOrphan.REPORT;

		Reconciliation.OnHostLoss onHostLoss = Reconciliation.OnHostLoss.FAIL;

		private String instanceName = "host";

		private Duration instanceLease = Duration.ofSeconds(15);

		private InstanceDetails instanceDetails = Map::of;

		private final WorkspaceRuntime runtime;

		private final List<WorkspaceListener> listeners = new ArrayList<>();

		private final List<LeaseExpiryListener> leaseExpiryListeners = new ArrayList<>();

		private Duration leaseNotice = Duration.ofMinutes(5);

		private Duration minimumLease = Duration.ofMinutes(5);

		private LeaseExpiry.Action onExpiry = LeaseExpiry.Action.EVENT;

		private OnShutdown onShutdown = OnShutdown.KEEP;

		private WorkspaceStore store = new InMemoryWorkspaceStore();

		private UnaryOperator<Runnable> taskDecorator = UnaryOperator.identity();

		private Duration stepTimeout = Duration.ofMinutes(1);

		private Duration runtimeTimeout = Duration.ofMinutes(30);

		private @Nullable Duration retention;

		private int concurrency = 16;

		private Supplier<WorkspaceClock> clock = WorkspaceClock.SystemClock::new;

		private Builder(WorkspaceRuntime runtime) {
			this.runtime = Objects.requireNonNull(runtime, "'runtime' must not be null");
		}

		/**
		 * Set the store of the records; {@link InMemoryWorkspaceStore} by default.
		 * @param store the store
		 * @return this builder
		 */
		public Builder store(WorkspaceStore store) {
			this.store = Objects.requireNonNull(store, "'store' must not be null");
			return this;
		}

		/**
		 * Add a source of secrets. Its global secrets override the global secrets of the
		 * sources that were added before, and so do its secrets of a workspace.
		 * @param source the source
		 * @return this builder
		 */
		public Builder secretSource(SecretSource source) {
			this.secretSources.add(Objects.requireNonNull(source, "'source' must not be null"));
			return this;
		}

		/**
		 * Add a listener.
		 * @param listener the listener
		 * @return this builder
		 */
		public Builder listener(WorkspaceListener listener) {
			this.listeners.add(Objects.requireNonNull(listener, "'listener' must not be null"));
			return this;
		}

		/**
		 * Add a listener for leases that are about to end.
		 * @param listener the listener
		 * @return this builder
		 */
		public Builder leaseExpiryListener(LeaseExpiryListener listener) {
			this.leaseExpiryListeners.add(Objects.requireNonNull(listener, "'listener' must not be null"));
			return this;
		}

		/**
		 * Set the time between the notification of listeners and the end of a lease; 5
		 * minutes by default. For a lease shorter than twice this time, listeners are
		 * notified at half of its time.
		 * @param notice the time
		 * @return this builder
		 */
		public Builder leaseNotice(Duration notice) {
			this.leaseNotice = requireNotNegative("notice", notice);
			return this;
		}

		/**
		 * Set the action when a lease of a running workspace is about to end;
		 * {@link LeaseExpiry.Action#EVENT} by default.
		 * @param onExpiry the action
		 * @return this builder
		 */
		public Builder onExpiry(LeaseExpiry.Action onExpiry) {
			this.onExpiry = Objects.requireNonNull(onExpiry, "'onExpiry' must not be null");
			return this;
		}

		/**
		 * Set the minimum length of a lease to restart a workspace for it; 5 minutes by
		 * default. Shorter leases would lead to continuous restarts.
		 * @param minimumLease the time from the start of the workspace
		 * @return this builder
		 */
		public Builder minimumLease(Duration minimumLease) {
			this.minimumLease = requireNotNegative("minimumLease", minimumLease);
			return this;
		}

		/**
		 * Set the action of a {@linkplain WorkspaceHandler#reconcile reconciliation} for
		 * a workspace whose provisioning an earlier host application has not completed;
		 * {@link Reconciliation.OnInterruption#FAIL} by default.
		 * @param onInterruption the action
		 * @return this builder
		 */
		public Builder onInterruption(Reconciliation.OnInterruption onInterruption) {
			this.onInterruption = Objects.requireNonNull(onInterruption, "'onInterruption' must not be null");
			return this;
		}

		/**
		 * Set the action of a {@linkplain WorkspaceHandler#reconcile reconciliation} for
		 * a workspace without a record; {@link Reconciliation.OnOrphan#REPORT} by
		 * default.
		 * @param onOrphan the action
		 * @return this builder
		 */
		public Builder onOrphan(Reconciliation.OnOrphan onOrphan) {
			this.onOrphan = Objects.requireNonNull(onOrphan, "'onOrphan' must not be null");
			return this;
		}

		/**
		 * Set the action for a workspace of a host application that is gone, if no other
		 * one reaches the place where it ran; {@link Reconciliation.OnHostLoss#FAIL} by
		 * default.
		 * @param onHostLoss the action
		 * @return this builder
		 */
		public Builder onHostLoss(Reconciliation.OnHostLoss onHostLoss) {
			this.onHostLoss = Objects.requireNonNull(onHostLoss, "'onHostLoss' must not be null");
			return this;
		}

		/**
		 * Set the name of this host application among the hosts that share the store;
		 * {@code host} by default. It is for people: each start has an id of its own.
		 * @param name the name, in up to {@value #MAX_INSTANCE_NAME_LENGTH} characters
		 * @return this builder
		 * @throws IllegalArgumentException if the name is blank, too long or not
		 * printable
		 */
		public Builder instanceName(String name) {
			if (name.isBlank() || name.length() > MAX_INSTANCE_NAME_LENGTH || !PrintableText.of(name).equals(name)) {
				throw new IllegalArgumentException(
						"'name' must have 1 to " + MAX_INSTANCE_NAME_LENGTH + " printable characters");
			}
			this.instanceName = name;
			return this;
		}

		/**
		 * Set the time of the lease that this host application holds in the store; 15
		 * seconds by default. If it can't renew the lease for that time, it stops acting,
		 * and others take over its workspaces. All host applications with the same store
		 * need the same time.
		 * @param lease the time, at least a second
		 * @return this builder
		 * @throws IllegalArgumentException if the time is shorter
		 */
		public Builder instanceLease(Duration lease) {
			if (lease.compareTo(Duration.ofSeconds(1)) < 0) {
				throw new IllegalArgumentException("'lease' must be at least a second");
			}
			this.instanceLease = lease;
			return this;
		}

		/**
		 * Set the properties that only this host application knows, and that others can
		 * read in the store; none by default.
		 * @param details the properties
		 * @return this builder
		 */
		public Builder instanceDetails(InstanceDetails details) {
			this.instanceDetails = Objects.requireNonNull(details, "'details' must not be null");
			return this;
		}

		private Membership.Settings membershipSettings(Callable<String> location) {
			return new Membership.Settings(this.instanceName, this.instanceLease, location, this.instanceDetails);
		}

		/**
		 * Set the action for running workspaces when the host application stops;
		 * {@link OnShutdown#KEEP} by default.
		 * @param onShutdown the action
		 * @return this builder
		 */
		public Builder onShutdown(OnShutdown onShutdown) {
			this.onShutdown = Objects.requireNonNull(onShutdown, "'onShutdown' must not be null");
			return this;
		}

		/**
		 * Set a decorator for tasks that run on another thread, for example to propagate
		 * a tracing context. It is called on the thread that submits the task. There is
		 * none by default.
		 * @param taskDecorator returns the task to run instead
		 * @return this builder
		 */
		public Builder taskDecorator(UnaryOperator<Runnable> taskDecorator) {
			this.taskDecorator = Objects.requireNonNull(taskDecorator, "'taskDecorator' must not be null");
			return this;
		}

		/**
		 * Set the domain of the email addresses in the git identities of workspaces;
		 * {@code workspaces.invalid} by default, which never resolves (RFC 2606).
		 * @param domain the domain
		 * @return this builder
		 */
		public Builder gitEmailDomain(String domain) {
			this.gitEmailDomain = Objects.requireNonNull(domain, "'domain' must not be null");
			return this;
		}

		/**
		 * Set the timeout of all mutators of a workspace together; 30 seconds by default.
		 * If they take longer, the provisioning fails.
		 * @param timeout the time
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			this.timeout = requirePositive("timeout", timeout);
			return this;
		}

		/**
		 * Set the timeout of each call of a source of secrets, of the store, and of those
		 * methods of the runtime that answer from its own knowledge; 1 minute by default.
		 * A call that takes longer is interrupted and abandoned, and the operation that
		 * needs its result fails.
		 * @param stepTimeout the time
		 * @return this builder
		 */
		public Builder stepTimeout(Duration stepTimeout) {
			this.stepTimeout = requirePositive("stepTimeout", stepTimeout);
			return this;
		}

		/**
		 * Set the timeout of each call of the runtime that fetches, starts or stops
		 * something; 30 minutes by default. A call that takes longer is interrupted and
		 * abandoned, and the operation that needs its result fails. A workspace that
		 * starts later is stopped.
		 * @param runtimeTimeout the time
		 * @return this builder
		 */
		public Builder runtimeTimeout(Duration runtimeTimeout) {
			this.runtimeTimeout = requirePositive("runtimeTimeout", runtimeTimeout);
			return this;
		}

		/**
		 * Set the rules for environments: which variables sources of secrets may set,
		 * which variables are secret, and the maximum size of an environment;
		 * {@link VariableRules#DEFAULT} by default. The registry has its own rules for
		 * mutators.
		 * @param rules the rules
		 * @return this builder
		 */
		public Builder rules(VariableRules rules) {
			this.rules = Objects.requireNonNull(rules, "'rules' must not be null");
			return this;
		}

		/**
		 * Set the maximum number of workspaces that are provisioned at the same time; 16
		 * by default. Further workspaces wait in the order of their creation.
		 * @param concurrency the number of workspaces
		 * @return this builder
		 */
		public Builder concurrency(int concurrency) {
			if (concurrency < 1) {
				throw new IllegalArgumentException("'concurrency' must be at least 1");
			}
			this.concurrency = concurrency;
			return this;
		}

		/**
		 * Set the time after which workspaces that have ended are
		 * {@linkplain WorkspaceHandler#delete deleted}; never by default.
		 * @param retention the time since the end or the failure of a workspace;
		 * {@code null} to keep all
		 * @return this builder
		 */
		public Builder retention(@Nullable Duration retention) {
			this.retention = (retention != null) ? requirePositive("retention", retention) : null;
			return this;
		}

		/**
		 * Set the clock of the workspaces of each handler; that of the system by default.
		 * @param clock returns a clock, which the handler closes
		 * @return this builder
		 */
		Builder clock(Supplier<WorkspaceClock> clock) {
			this.clock = clock;
			return this;
		}

		private static Duration requirePositive(String name, Duration duration) {
			if (duration.isNegative() || duration.isZero()) {
				throw new IllegalArgumentException("'" + name + "' must be positive");
			}
			return duration;
		}

		private static Duration requireNotNegative(String name, Duration duration) {
			if (duration.isNegative()) {
				throw new IllegalArgumentException("'" + name + "' must not be negative");
			}
			return duration;
		}

		private TimeLimitedCalls calls(TimeLimiter limiter, Runnable onLate) {
			return new TimeLimitedCalls(limiter, new Limit(this.stepTimeout, "provisionhook.workspace.step-timeout"),
					new Limit(this.runtimeTimeout, "provisionhook.workspace.runtime-timeout"), onLate);
		}

		private LeaseMonitor.Settings leaseSettings() {
			return new LeaseMonitor.Settings(this.leaseNotice, this.minimumLease, this.onExpiry,
					new ListenerDispatcher<>(this.leaseExpiryListeners, "provisionhook-lease-listener-",
							this.taskDecorator));
		}

		/**
		 * Build the handler.
		 * @return the handler
		 */
		public WorkspaceHandler build() {
			return new WorkspaceHandler(this);
		}

	}

}

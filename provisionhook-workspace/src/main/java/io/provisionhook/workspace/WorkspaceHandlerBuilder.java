package io.provisionhook.workspace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.provisionhook.VariableRules;
import io.provisionhook.internal.ListenerDispatcher;
import io.provisionhook.internal.TimeLimiter;
import io.provisionhook.internal.TimeLimiter.Limit;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Builds a {@link WorkspaceHandler}. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class WorkspaceHandlerBuilder {

	final WorkspaceRuntime runtime;

	final List<SecretSource> secretSources = new ArrayList<>();

	private final List<WorkspaceListener> listeners = new ArrayList<>();

	private final List<LeaseExpiryListener> leaseExpiryListeners = new ArrayList<>();

	private Duration leaseNotice = Duration.ofMinutes(5);

	private Duration minimumLease = Duration.ofMinutes(5);

	private OnExpiry onExpiry = OnExpiry.EVENT;

	OnInterruption onInterruption = OnInterruption.FAIL;

	OnOrphan onOrphan = OnOrphan.REPORT;

	OnShutdown onShutdown = OnShutdown.KEEP;

	WorkspaceStore store = new InMemoryWorkspaceStore();

	UnaryOperator<Runnable> taskDecorator = UnaryOperator.identity();

	String gitEmailDomain = "workspaces.invalid";

	Duration timeout = Duration.ofSeconds(30);

	private Duration stepTimeout = Duration.ofMinutes(1);

	private Duration runtimeTimeout = Duration.ofMinutes(30);

	@Nullable Duration retention;

	VariableRules rules = VariableRules.DEFAULT;

	int concurrency = 16;

	Supplier<WorkspaceClock> clock = WorkspaceClock.SystemClock::new;

	WorkspaceHandlerBuilder(WorkspaceRuntime runtime) {
		this.runtime = Objects.requireNonNull(runtime, "'runtime' must not be null");
	}

	/**
	 * Set where records are kept; in memory unless told otherwise.
	 * @param store the store
	 * @return this builder
	 */
	public WorkspaceHandlerBuilder store(WorkspaceStore store) {
		this.store = Objects.requireNonNull(store, "'store' must not be null");
		return this;
	}

	/**
	 * Add a source of secrets. Its global secrets override those of the sources before
	 * it, and so do the workspace's own.
	 * @param source the source
	 * @return this builder
	 */
	public WorkspaceHandlerBuilder secretSource(SecretSource source) {
		this.secretSources.add(Objects.requireNonNull(source, "'source' must not be null"));
		return this;
	}

	/**
	 * Add a listener.
	 * @param listener the listener
	 * @return this builder
	 */
	public WorkspaceHandlerBuilder listener(WorkspaceListener listener) {
		this.listeners.add(Objects.requireNonNull(listener, "'listener' must not be null"));
		return this;
	}

	/**
	 * Add a listener for leases that are about to end.
	 * @param listener the listener
	 * @return this builder
	 */
	public WorkspaceHandlerBuilder leaseExpiryListener(LeaseExpiryListener listener) {
		this.leaseExpiryListeners.add(Objects.requireNonNull(listener, "'listener' must not be null"));
		return this;
	}

	/**
	 * Set how long before the end of a lease listeners are told; 5 minutes unless told
	 * otherwise. Of a lease shorter than twice that they are told when half of it is
	 * over.
	 * @param notice the time
	 * @return this builder
	 */
	public WorkspaceHandlerBuilder leaseNotice(Duration notice) {
		if (notice.isNegative()) {
			throw new IllegalArgumentException("'notice' must not be negative");
		}
		this.leaseNotice = notice;
		return this;
	}

	/**
	 * Set what becomes of a workspace with a lease that is about to end;
	 * {@link OnExpiry#EVENT} unless told otherwise.
	 * @param onExpiry what becomes of it
	 * @return this builder
	 */
	public WorkspaceHandlerBuilder onExpiry(OnExpiry onExpiry) {
		this.onExpiry = Objects.requireNonNull(onExpiry, "'onExpiry' must not be null");
		return this;
	}

	/**
	 * Set how long a lease has to be for its end to be a reason for a restart; 5 minutes
	 * unless told otherwise. Workspaces with shorter ones would be restarted again and
	 * again.
	 * @param minimumLease the time from the start of the workspace
	 * @return this builder
	 */
	public WorkspaceHandlerBuilder minimumLease(Duration minimumLease) {
		if (minimumLease.isNegative()) {
			throw new IllegalArgumentException("'minimumLease' must not be negative");
		}
		this.minimumLease = minimumLease;
		return this;
	}

	/**
	 * Set what {@linkplain WorkspaceHandler#reconcile reconciliation} does about a
	 * workspace whose provisioning an earlier host application did not finish;
	 * {@link OnInterruption#FAIL} unless told otherwise.
	 * @param onInterruption what becomes of it
	 * @return this builder
	 */
	public WorkspaceHandlerBuilder onInterruption(OnInterruption onInterruption) {
		this.onInterruption = Objects.requireNonNull(onInterruption, "'onInterruption' must not be null");
		return this;
	}

	/**
	 * Set what {@linkplain WorkspaceHandler#reconcile reconciliation} does about a
	 * workspace of which there is no record; {@link OnOrphan#REPORT} unless told
	 * otherwise.
	 * @param onOrphan what becomes of it
	 * @return this builder
	 */
	public WorkspaceHandlerBuilder onOrphan(OnOrphan onOrphan) {
		this.onOrphan = Objects.requireNonNull(onOrphan, "'onOrphan' must not be null");
		return this;
	}

	/**
	 * Set what becomes of running workspaces when the host application stops;
	 * {@link OnShutdown#KEEP} unless told otherwise.
	 * @param onShutdown what becomes of them
	 * @return this builder
	 */
	public WorkspaceHandlerBuilder onShutdown(OnShutdown onShutdown) {
		this.onShutdown = Objects.requireNonNull(onShutdown, "'onShutdown' must not be null");
		return this;
	}

	/**
	 * Set what is done to a task before another thread runs it, on the thread that asked
	 * for it: the place to carry tracing context over. Nothing unless told otherwise.
	 * @param taskDecorator returns the task to run instead
	 * @return this builder
	 */
	public WorkspaceHandlerBuilder taskDecorator(UnaryOperator<Runnable> taskDecorator) {
		this.taskDecorator = Objects.requireNonNull(taskDecorator, "'taskDecorator' must not be null");
		return this;
	}

	/**
	 * Set the domain of the email addresses in the git identity of workspaces;
	 * {@code workspaces.invalid}, which never resolves (RFC 2606), unless told otherwise.
	 * @param domain the domain
	 * @return this builder
	 */
	public WorkspaceHandlerBuilder gitEmailDomain(String domain) {
		this.gitEmailDomain = Objects.requireNonNull(domain, "'domain' must not be null");
		return this;
	}

	/**
	 * Set the time that the mutators of a workspace have; 30 seconds unless told
	 * otherwise. The run of a workspace whose mutators take longer fails.
	 * @param timeout the time
	 * @return this builder
	 */
	public WorkspaceHandlerBuilder timeout(Duration timeout) {
		this.timeout = requirePositive("timeout", timeout);
		return this;
	}

	/**
	 * Set the time that each call of a source of secrets, of the store, or of the runtime
	 * for what it knows already, has; 1 minute unless told otherwise. A call that takes
	 * longer is interrupted and left behind, and what needed it fails.
	 * @param stepTimeout the time
	 * @return this builder
	 */
	public WorkspaceHandlerBuilder stepTimeout(Duration stepTimeout) {
		this.stepTimeout = requirePositive("stepTimeout", stepTimeout);
		return this;
	}

	/**
	 * Set the time that each call of the runtime that fetches, starts or stops something
	 * has, and that the store has to return all records; 30 minutes unless told
	 * otherwise. A call that takes longer is interrupted and left behind, and what needed
	 * it fails. What is started later is stopped.
	 * @param runtimeTimeout the time
	 * @return this builder
	 */
	public WorkspaceHandlerBuilder runtimeTimeout(Duration runtimeTimeout) {
		this.runtimeTimeout = requirePositive("runtimeTimeout", runtimeTimeout);
		return this;
	}

	private static Duration requirePositive(String name, Duration duration) {
		if (duration.isNegative() || duration.isZero()) {
			throw new IllegalArgumentException("'" + name + "' must be positive");
		}
		return duration;
	}

	/**
	 * Set the rules for environments: what sources of secrets may set, which variables
	 * are secret, and how large an environment may be. What mutators may write is up to
	 * the registry.
	 * @param rules the rules; {@link VariableRules#DEFAULT} unless told otherwise
	 * @return this builder
	 */
	public WorkspaceHandlerBuilder rules(VariableRules rules) {
		this.rules = Objects.requireNonNull(rules, "'rules' must not be null");
		return this;
	}

	/**
	 * Set how many workspaces are provisioned at a time; 16 unless told otherwise. More
	 * than that wait in the order in which they were created.
	 * @param concurrency the number of workspaces
	 * @return this builder
	 */
	public WorkspaceHandlerBuilder concurrency(int concurrency) {
		if (concurrency < 1) {
			throw new IllegalArgumentException("'concurrency' must be at least 1");
		}
		this.concurrency = concurrency;
		return this;
	}

	/**
	 * Set what time the workspaces of each handler go by; that of the system unless told
	 * otherwise.
	 * @param time returns the time, which the handler closes
	 * @return this builder
	 */
	WorkspaceHandlerBuilder clock(Supplier<WorkspaceClock> clock) {
		this.clock = clock;
		return this;
	}

	/**
	 * Have workspaces deleted some time after they have ended, as
	 * {@link WorkspaceHandler#delete} deletes them; never unless told otherwise.
	 * @param retention the time from their end, or from when they failed; {@code null}
	 * for never
	 * @return this builder
	 */
	public WorkspaceHandlerBuilder retention(@Nullable Duration retention) {
		if (retention != null && (retention.isNegative() || retention.isZero())) {
			throw new IllegalArgumentException("'retention' must be positive");
		}
		this.retention = retention;
		return this;
	}

	ListenerDispatcher<WorkspaceListener> listeners() {
		return new ListenerDispatcher<>(this.listeners, "provisionhook-listener-", this.taskDecorator);
	}

	TimeLimitedCalls calls(TimeLimiter limiter, Runnable onLate) {
		return new TimeLimitedCalls(limiter, new Limit(this.stepTimeout, "provisionhook.workspace.step-timeout"),
				new Limit(this.runtimeTimeout, "provisionhook.workspace.runtime-timeout"), onLate);
	}

	WorkspaceStore boundedStore(TimeLimitedCalls calls) {
		return (this.store instanceof InMemoryWorkspaceStore) ? this.store : new TimeLimitedStore(this.store, calls);
	}

	LeaseSettings leaseSettings() {
		return new LeaseSettings(this.leaseNotice, this.minimumLease, this.onExpiry, new ListenerDispatcher<>(
				this.leaseExpiryListeners, "provisionhook-lease-listener-", this.taskDecorator));
	}

	/**
	 * Build the handler.
	 * @return the handler
	 */
	public WorkspaceHandler build() {
		return new WorkspaceHandler(this);
	}

}

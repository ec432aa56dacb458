package io.provisionhook;

import java.lang.StackWalker.StackFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.AbandonedThreads;
import io.provisionhook.internal.ListenerDispatcher;
import io.provisionhook.internal.ThreadPerTaskExecutor;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;

/**
 * Mutators of a host application in the order in which they run.
 * <p>
 * Thread-safe. Mutators can be registered at any time, also during a run: a run uses a
 * snapshot of the registered mutators and takes no lock. The mutators of a run execute on
 * one thread that is not the caller's, so that the caller returns in time even if a
 * mutator hangs. <pre class="code">
 * Registry registry = new Registry();
 * registry.register(EnvMutator.of("region", (context, env) -&gt; env.put("REGION", "eu")));
 * registry.run(ProvisionContext.of(workspaceId, request), environment);</pre>
 *
 * @since 0.1.0
 */
public final class Registry {

	private static final StackWalker CALLER = StackWalker.getInstance();

	private final Function<String, MutatorPolicy> policies;

	private final ChainRun.Settings settings;

	private volatile List<Registration> chain = List.of();

	private volatile List<Registration> disabled = List.of();

	/**
	 * Create a registry with default settings: all mutators are enabled, and there are no
	 * listeners and no observer.
	 */
	public Registry() {
		this(new Builder());
	}

	private Registry(Builder builder) {
		this.policies = builder.policies;
		this.settings = builder.settings();
	}

	/**
	 * Create a builder of a registry.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Add a mutator to the end of the chain. The source of the registration is the class
	 * that calls this method.
	 * @param mutator the mutator; {@code null} is ignored, and a mutator that is
	 * registered twice runs twice
	 * @throws IllegalArgumentException if the mutator's {@linkplain EnvMutator#name()
	 * name}, side effects or dangerous variables are invalid
	 */
	public void register(@Nullable EnvMutator mutator) {
		if (mutator != null) {
			register(mutator, CALLER.walk(Registry::callingClass));
		}
	}

	private static String callingClass(Stream<StackFrame> frames) {
		return frames.map(StackFrame::getClassName)
			.filter((name) -> !name.equals(Registry.class.getName()) && !name.startsWith("java."))
			.findFirst()
			.orElse("unknown");
	}

	/**
	 * Add a mutator to the end of the chain.
	 * @param mutator the mutator; {@code null} is ignored, and a mutator that is
	 * registered twice runs twice
	 * @param source who registers the mutator, for operators
	 * @throws IllegalArgumentException if the mutator's {@linkplain EnvMutator#name()
	 * name}, side effects or dangerous variables are invalid
	 */
	public void register(@Nullable EnvMutator mutator, String source) {
		Objects.requireNonNull(source, "'source' must not be null");
		if (mutator != null) {
			Registration registration = Registration.of(mutator, this.policies, source);
			if (registration.policy().isEnabled()) {
				this.settings.publish("", (listener) -> listener.registered(registration));
				addToChain(registration);
			}
			else {
				addToDisabled(registration);
			}
		}
	}

	private synchronized void addToChain(Registration registration) {
		this.chain = plus(this.chain, registration);
	}

	private synchronized void addToDisabled(Registration registration) {
		this.disabled = plus(this.disabled, registration);
	}

	private static List<Registration> plus(List<Registration> registrations, Registration added) {
		return Stream.concat(registrations.stream(), Stream.of(added)).toList();
	}

	/**
	 * Return the number of mutators that run.
	 * @return the number of mutators
	 */
	public int size() {
		return this.chain.size();
	}

	/**
	 * Return the names of the mutators in the order in which they run.
	 * @return an unmodifiable snapshot
	 */
	public List<String> names() {
		return registrations().stream().map(Registration::name).toList();
	}

	/**
	 * Return the mutators in the order in which they run.
	 * @return an unmodifiable snapshot
	 */
	public List<EnvMutator> mutators() {
		return registrations().stream().map(Registration::mutator).toList();
	}

	/**
	 * Return the registrations of the mutators in the order in which they run.
	 * @return an unmodifiable snapshot
	 */
	public List<Registration> registrations() {
		return this.chain;
	}

	/**
	 * Return the mutators that do not run because their policy disables them.
	 * @return an unmodifiable snapshot in registration order
	 */
	public List<Registration> disabled() {
		return this.disabled;
	}

	/**
	 * Return the action when a mutator changes a variable of an earlier mutator.
	 * @return the policy
	 */
	public ConflictPolicy conflicts() {
		return this.settings.conflicts();
	}

	/**
	 * Return the number of abandoned threads: threads of a mutator or {@link RunListener}
	 * that ignores its interruption and still runs after its timeout.
	 * @return the number of threads
	 */
	public int abandonedThreads() {
		ListenerDispatcher<RunListener> listeners = this.settings.listeners();
		return this.settings.abandoned().count() + ((listeners != null) ? listeners.abandonedThreads() : 0);
	}

	/**
	 * Run the mutators on an environment. The environment is changed once, at the end, if
	 * all mutators succeeded or were skipped by their policy. Returns at the deadline of
	 * the context or after the {@linkplain Builder#timeout timeout} of this registry,
	 * whichever is earlier, apart from scheduling delays.
	 * <p>
	 * With the context of a {@linkplain ProvisionContext#isPlan() plan}, mutators that
	 * have side effects in a plan do not run, and the report has
	 * {@link MutatorOutcome#WOULD_RUN} for them. Neither listeners nor the observer are
	 * called.
	 * @param context the workspace and the deadline
	 * @param env the environment; must be modifiable and not be used by other code during
	 * the run. An {@link Env} also learns which variables are secret, even from a run
	 * that fails
	 * @return the report of the run
	 * @throws ProvisionhookException if the run was aborted and the environment is
	 * unchanged: a {@link MutatorException} if a mutator failed, a
	 * {@link MutatorTimeoutException} if it took too long; see
	 * {@link ProvisionhookException#getReason()}
	 */
	public RunReport run(ProvisionContext context, Map<String, String> env) {
		Objects.requireNonNull(context, "'context' must not be null");
		Objects.requireNonNull(env, "'env' must not be null");
		List<Registration> snapshot = this.chain;
		ProvisionContext limited = this.settings.limit(context);
		return limited.isPlan() ? new Plan(snapshot).run(this.settings, limited, env)
				: run(snapshot, this.settings, limited, env);
	}

	private static RunReport run(List<Registration> chain, ChainRun.Settings settings, ProvisionContext context,
			Map<String, String> env) {
		if (chain.isEmpty()) {
			return RunReport.EMPTY;
		}
		if (env instanceof DefaultEnv own) {
			return new ChainRun(settings, chain, context, own.variables()).execute(null);
		}
		Variables copy = Variables.copyOf(env, settings.rules());
		return new ChainRun(settings, chain, context, copy).execute(env);
	}

	/**
	 * Builder of a {@link Registry}. Not thread-safe.
	 *
	 * @since 0.1.0
	 * @see Registry#builder()
	 */
	public static final class Builder {

		private Function<String, MutatorPolicy> policies = (name) -> MutatorPolicy.DEFAULT;

		private final List<RunListener> listeners = new ArrayList<>();

		private @Nullable RunObserver observer;

		private VariableRules rules = VariableRules.DEFAULT;

		private ConflictPolicy conflicts = ConflictPolicy.OVERRIDE;

		private Duration minimumLease = Duration.ofMinutes(5);

		private @Nullable Duration timeout;

		private @Nullable Executor executor;

		private @Nullable Executor fetchExecutor;

		private UnaryOperator<Runnable> taskDecorator = UnaryOperator.identity();

		private int maxAbandonedThreads = 32;

		private Builder() {
		}

		/**
		 * Set the policies of the operator by name of the mutator.
		 * @param policies returns the policy for a name; called once for each
		 * registration
		 * @return this builder
		 */
		public Builder policies(Function<String, MutatorPolicy> policies) {
			this.policies = Objects.requireNonNull(policies, "'policies' must not be null");
			return this;
		}

		/**
		 * Add a listener. Listeners are called in the order in which they were added,
		 * unless one of them is slow.
		 * @param listener the listener
		 * @return this builder
		 */
		public Builder listener(RunListener listener) {
			this.listeners.add(Objects.requireNonNull(listener, "'listener' must not be null"));
			return this;
		}

		/**
		 * Set the observer of the runs; none by default.
		 * @param observer the observer
		 * @return this builder
		 */
		public Builder observer(RunObserver observer) {
			this.observer = Objects.requireNonNull(observer, "'observer' must not be null");
			return this;
		}

		/**
		 * Set the rules for variables; {@link VariableRules#DEFAULT} by default.
		 * @param rules the rules
		 * @return this builder
		 */
		public Builder rules(VariableRules rules) {
			this.rules = Objects.requireNonNull(rules, "'rules' must not be null");
			return this;
		}

		/**
		 * Set the action when a mutator changes a variable of an earlier mutator;
		 * {@link ConflictPolicy#OVERRIDE} by default.
		 * @param conflicts the policy
		 * @return this builder
		 */
		public Builder conflicts(ConflictPolicy conflicts) {
			this.conflicts = Objects.requireNonNull(conflicts, "'conflicts' must not be null");
			return this;
		}

		/**
		 * Set the minimum duration of a {@link Lease}; 5 minutes by default. The report
		 * of a run has a warning for each shorter lease that is not renewed.
		 * @param minimumLease the duration, zero for no warnings
		 * @return this builder
		 */
		public Builder minimumLease(Duration minimumLease) {
			if (minimumLease.isNegative()) {
				throw new IllegalArgumentException("'minimumLease' must not be negative");
			}
			this.minimumLease = minimumLease;
			return this;
		}

		/**
		 * Set the maximum duration of a run. By default the {@link ProvisionContext}
		 * alone decides. If the context has its own timeout, the shorter one applies.
		 * @param timeout the time from the start of the run
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			if (timeout.isNegative() || timeout.isZero()) {
				throw new IllegalArgumentException("'timeout' must be positive");
			}
			this.timeout = timeout;
			return this;
		}

		/**
		 * Set the executor of the mutators; by default each run gets a new thread. A run
		 * uses one thread for as long as its mutators run. Use platform threads: a
		 * virtual thread that does not yield can't be preempted.
		 * <p>
		 * After each turn, the name, context class loader, priority and uncaught
		 * exception handler of the thread are restored, and after each run its interrupt
		 * flag is clear. Thread-local variables of a mutator stay: if the executor reuses
		 * threads, the application has to clear them, for example with a
		 * {@linkplain #taskDecorator decorator}.
		 * @param executor the executor. If it runs tasks on the calling thread, as
		 * {@code Runnable::run} does, a mutator that exceeds its deadline fails only when
		 * it returns
		 * @return this builder
		 */
		public Builder executor(Executor executor) {
			this.executor = Objects.requireNonNull(executor, "'executor' must not be null");
			return this;
		}

		/**
		 * Set the executor of the fetches of {@linkplain FetchingEnvMutator fetching
		 * mutators}; by default each fetch gets a new thread. Fetches mostly wait, so
		 * virtual threads are suitable. For threads that are reused, see
		 * {@link #executor}.
		 * @param fetchExecutor the executor
		 * @return this builder
		 */
		public Builder fetchExecutor(Executor fetchExecutor) {
			this.fetchExecutor = Objects.requireNonNull(fetchExecutor, "'fetchExecutor' must not be null");
			return this;
		}

		/**
		 * Set the decorator of the tasks that run on other threads; none by default. It
		 * is called on the thread that called {@link Registry#run}. Use it to propagate
		 * tracing and logging context.
		 * @param taskDecorator returns the task to run instead
		 * @return this builder
		 */
		public Builder taskDecorator(UnaryOperator<Runnable> taskDecorator) {
			this.taskDecorator = Objects.requireNonNull(taskDecorator, "'taskDecorator' must not be null");
			return this;
		}

		/**
		 * Set the maximum number of {@linkplain Registry#abandonedThreads() abandoned
		 * threads}; 32 by default. Runs are refused while there are that many.
		 * @param maxAbandonedThreads the number of threads
		 * @return this builder
		 */
		public Builder maxAbandonedThreads(int maxAbandonedThreads) {
			if (maxAbandonedThreads < 1) {
				throw new IllegalArgumentException("'maxAbandonedThreads' must be at least 1");
			}
			this.maxAbandonedThreads = maxAbandonedThreads;
			return this;
		}

		private ChainRun.Settings settings() {
			Executor own = (this.executor == null || this.fetchExecutor == null) ? new ThreadPerTaskExecutor() : null;
			ListenerDispatcher<RunListener> dispatcher = this.listeners.isEmpty() ? null
					: new ListenerDispatcher<>(this.listeners, "provisionhook-run-listener-", this.taskDecorator);
			return new ChainRun.Settings(this.rules, this.conflicts, this.minimumLease, this.timeout, dispatcher,
					this.observer, Objects.requireNonNullElse(this.executor, own),
					Objects.requireNonNullElse(this.fetchExecutor, own), this.taskDecorator,
					new AbandonedThreads(this.maxAbandonedThreads));
		}

		/**
		 * Build an empty registry.
		 * @return the registry
		 */
		public Registry build() {
			return new Registry(this);
		}

	}

	/**
	 * Action when a mutator changes or removes a variable that an earlier mutator of the
	 * same run has set, changed or removed. Adding to a list-like variable with
	 * {@link Env#prepend} or {@link Env#append} keeps the earlier value and is no
	 * conflict, unless the earlier mutator removed the variable.
	 *
	 * @see MutatorPolicy#isMayOverride()
	 */
	public enum ConflictPolicy {

		/**
		 * The later mutator wins.
		 */
		OVERRIDE,

		/**
		 * The later mutator wins, and the report has a warning that names both.
		 */
		WARN,

		/**
		 * The write is refused with an exception that names both.
		 */
		FAIL

	}

	/**
	 * Plan of a chain: runs the mutators that have no side effects in a plan, and reports
	 * the others as {@link MutatorOutcome#WOULD_RUN}.
	 *
	 * @param chain all mutators
	 */
	private record Plan(List<Registration> chain) {

		RunReport run(ChainRun.Settings settings, ProvisionContext context, Map<String, String> env) {
			List<Registration> planned = this.chain.stream().filter((registration) -> !wouldRun(registration)).toList();
			try {
				return addWouldRun(Registry.run(planned, settings.withoutInstrumentation(), context, env));
			}
			catch (ProvisionhookException ex) {
				throw ex.withReport(addWouldRun(ex.getReport()));
			}
		}

		private static boolean wouldRun(Registration registration) {
			return registration.sideEffects() == SideEffects.UNKNOWN;
		}

		private RunReport addWouldRun(RunReport report) {
			Iterator<MutatorReport> ran = report.mutators().iterator();
			List<MutatorReport> all = new ArrayList<>(this.chain.size());
			boolean continuesRun = true;
			for (int i = 0; i < this.chain.size() && continuesRun; i++) {
				Registration registration = this.chain.get(i);
				if (wouldRun(registration)) {
					all.add(new MutatorReport(registration.name(), MutatorOutcome.WOULD_RUN, Duration.ZERO, null,
							null));
				}
				else if (ran.hasNext()) {
					MutatorReport next = ran.next();
					all.add(next);
					continuesRun = next.outcome() == MutatorOutcome.SUCCESS || next.outcome() == MutatorOutcome.SKIPPED;
				}
				else {
					continuesRun = false;
				}
			}
			return new RunReport(all, report.changes(), report.warnings(), report.steps(), report.duration());
		}

	}

}

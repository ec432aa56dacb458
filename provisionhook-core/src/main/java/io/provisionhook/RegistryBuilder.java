package io.provisionhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.AbandonedThreads;
import io.provisionhook.internal.ListenerDispatcher;
import io.provisionhook.internal.RunThreads;

/**
 * Builds a {@link Registry}. Not thread-safe.
 *
 * @since 0.1.0
 * @see Registry#builder()
 */
public final class RegistryBuilder {

	Function<String, MutatorPolicy> policies = (name) -> MutatorPolicy.DEFAULT;

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

	RegistryBuilder() {
	}

	/**
	 * Set what the operator decided, by the name of the mutator.
	 * @param policies returns the policy for a name; called once for each registration
	 * @return this builder
	 */
	public RegistryBuilder policies(Function<String, MutatorPolicy> policies) {
		this.policies = Objects.requireNonNull(policies, "'policies' must not be null");
		return this;
	}

	/**
	 * Add a listener, which is told of a run after those that were added before, unless
	 * one of them is behind.
	 * @param listener the listener
	 * @return this builder
	 */
	public RegistryBuilder listener(RunListener listener) {
		this.listeners.add(Objects.requireNonNull(listener, "'listener' must not be null"));
		return this;
	}

	/**
	 * Set what watches the runs; nothing unless told otherwise.
	 * @param observer the observer
	 * @return this builder
	 */
	public RegistryBuilder observer(RunObserver observer) {
		this.observer = Objects.requireNonNull(observer, "'observer' must not be null");
		return this;
	}

	/**
	 * Set what mutators may write; {@link VariableRules#DEFAULT} unless told otherwise.
	 * @param rules the rules
	 * @return this builder
	 */
	public RegistryBuilder rules(VariableRules rules) {
		this.rules = Objects.requireNonNull(rules, "'rules' must not be null");
		return this;
	}

	/**
	 * Set what becomes of a write to the variable of an earlier mutator;
	 * {@link ConflictPolicy#OVERRIDE} unless told otherwise.
	 * @param conflicts the policy
	 * @return this builder
	 */
	public RegistryBuilder conflicts(ConflictPolicy conflicts) {
		this.conflicts = Objects.requireNonNull(conflicts, "'conflicts' must not be null");
		return this;
	}

	/**
	 * Set how long the value of a variable has to be good for, if a mutator says until
	 * when it is; 5 minutes unless told otherwise. A shorter {@link Lease} that is not
	 * renewed is warned about.
	 * @param minimumLease the time, zero to warn about none
	 * @return this builder
	 */
	public RegistryBuilder minimumLease(Duration minimumLease) {
		if (minimumLease.isNegative()) {
			throw new IllegalArgumentException("'minimumLease' must not be negative");
		}
		this.minimumLease = minimumLease;
		return this;
	}

	/**
	 * Set the time that a run has at most; unless told otherwise, that is up to its
	 * {@link ProvisionContext}. Of a context with a timeout of its own, the shorter one
	 * counts; one without gets this.
	 * @param timeout the time from the beginning of the run
	 * @return this builder
	 */
	public RegistryBuilder timeout(Duration timeout) {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("'timeout' must be positive");
		}
		this.timeout = timeout;
		return this;
	}

	/**
	 * Set what runs the mutators; threads of the registry's own, a new one each time,
	 * unless told otherwise. Each run takes one thread, for as long as its mutators run.
	 * They had better be platform threads: nothing can take a processor from a virtual
	 * thread that does not let go of it.
	 * <p>
	 * After each turn the thread has its name, context class loader, priority and
	 * uncaught exception handler back, and after each run no interruption is left. The
	 * thread-local variables of a mutator stay: if the executor uses its threads again,
	 * it is up to the application to clear them, for example by a
	 * {@linkplain #taskDecorator decorator}.
	 * @param executor the executor. If it runs a task on the calling thread, as
	 * {@code Runnable::run} does, a mutator that exceeds its deadline fails only once it
	 * returns
	 * @return this builder
	 */
	public RegistryBuilder executor(Executor executor) {
		this.executor = Objects.requireNonNull(executor, "'executor' must not be null");
		return this;
	}

	/**
	 * Set what runs the fetches of {@linkplain FetchingEnvMutator fetching mutators};
	 * threads of the registry's own, a new one each time, unless told otherwise. Each
	 * fetch takes a thread, as a rule to wait: the place for virtual threads. What is
	 * said of threads that are used again {@linkplain #executor there} is true here.
	 * @param fetchExecutor the executor
	 * @return this builder
	 */
	public RegistryBuilder fetchExecutor(Executor fetchExecutor) {
		this.fetchExecutor = Objects.requireNonNull(fetchExecutor, "'fetchExecutor' must not be null");
		return this;
	}

	/**
	 * Set what is done to a task before another thread runs it, on the thread that called
	 * for the run: the place to carry tracing and logging context over. Nothing unless
	 * told otherwise.
	 * @param taskDecorator returns the task to run instead
	 * @return this builder
	 */
	public RegistryBuilder taskDecorator(UnaryOperator<Runnable> taskDecorator) {
		this.taskDecorator = Objects.requireNonNull(taskDecorator, "'taskDecorator' must not be null");
		return this;
	}

	/**
	 * Set how many {@linkplain Registry#abandonedThreads() abandoned threads} there may
	 * be; 32 unless told otherwise. While there are as many, runs are refused.
	 * @param maxAbandonedThreads the number of threads
	 * @return this builder
	 */
	public RegistryBuilder maxAbandonedThreads(int maxAbandonedThreads) {
		if (maxAbandonedThreads < 1) {
			throw new IllegalArgumentException("'maxAbandonedThreads' must be at least 1");
		}
		this.maxAbandonedThreads = maxAbandonedThreads;
		return this;
	}

	RunSettings settings() {
		Executor own = (this.executor == null || this.fetchExecutor == null) ? new RunThreads() : null;
		ListenerDispatcher<RunListener> dispatcher = this.listeners.isEmpty() ? null
				: new ListenerDispatcher<>(this.listeners, "provisionhook-run-listener-", this.taskDecorator);
		return new RunSettings(this.rules, this.conflicts, this.minimumLease, this.timeout, dispatcher, this.observer,
				Objects.requireNonNullElse(this.executor, own), Objects.requireNonNullElse(this.fetchExecutor, own),
				this.taskDecorator, new AbandonedThreads(this.maxAbandonedThreads));
	}

	/**
	 * Build an empty registry.
	 * @return the registry
	 */
	public Registry build() {
		return new Registry(this);
	}

}

package io.provisionhook;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.DeadlineExceededException;
import io.provisionhook.internal.ThreadState;
import io.provisionhook.internal.TimeSource;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.ProvisioningStep.Kind;

/**
 * The fetch of one mutator in one run, on its own thread.
 *
 * @param <T> the type of the fetched data
 */
final class Fetch<T extends @Nullable Object> extends PluginCall {

	private final FetchingEnvMutator<T> mutator;

	private final ProvisionContext context;

	private final Thread caller = Thread.currentThread();

	private final long start;

	private @Nullable T fetched;

	private volatile boolean done;

	private boolean cancelled;

	Fetch(FetchingEnvMutator<T> mutator, Registration registration, ChainRun run) {
		super(run, registration);
		this.mutator = mutator;
		this.start = run.time().nanoTime();
		this.context = run.context().until(this.start + registration.policy().timeoutNanos());
	}

	void start() {
		ChainRun.Settings settings = run().settings();
		try {
			settings.fetchExecutor().execute(settings.taskDecorator().apply(this::call));
		}
		catch (RuntimeException ex) {
			abandon((stack) -> ex);
			signalDone();
		}
	}

	private void call() {
		if (enter()) {
			ThreadState state = ThreadState.current();
			try {
				fetch();
			}
			finally {
				state.restore();
				exit();
				clearInterruption();
				signalDone();
			}
		}
	}

	// On the caller's thread the interruption cancels the run and must be kept
	private void clearInterruption() {
		if (Thread.currentThread() != this.caller) {
			Thread.interrupted();
		}
	}

	private void fetch() {
		Throwable failure = null;
		try {
			scope().open((observer) -> observer.fetchStarted(this.context, registration().name()));
			this.fetched = this.mutator.fetch(this.context);
		}
		catch (Throwable ex) {
			failure = ex;
		}
		boolean ended = end(failure, run().time().nanoTime());
		scope().close();
		if (ended) {
			stopScope(failure);
		}
	}

	private void stopScope(@Nullable Throwable failure) {
		scope().stop(outcomeOf(failure), (failure != null) ? run().failureOf(registration(), failure) : null);
	}

	private void signalDone() {
		this.done = true;
		LockSupport.unpark(this.caller);
	}

	/**
	 * Wait until the fetch and its instrumentation have ended, its deadline has passed or
	 * this thread is interrupted.
	 */
	void await() {
		TimeSource time = run().time();
		while (!this.done && !Thread.currentThread().isInterrupted()) {
			if (deadline() - time.nanoTime() > 0) {
				time.parkUntil(this, deadline());
			}
			else {
				if (abandon(this::late)) {
					stopScope(failure());
				}
				this.done = true;
			}
		}
	}

	private DeadlineExceededException late(StackTraceElement... stack) {
		return new DeadlineExceededException(Duration.ofNanos(deadline() - this.start), stack);
	}

	/**
	 * Abandon this fetch, whose result is not needed any more.
	 */
	void cancel() {
		if (abandon((stack) -> new CancellationException())) {
			this.cancelled = true;
			scope().stop(MutatorOutcome.CANCELLED, null);
		}
	}

	@Override
	protected long deadline() {
		return this.context.nanoDeadline();
	}

	@Override
	protected boolean hasTime() {
		return true;
	}

	@Override
	Kind kind() {
		return Kind.FETCH;
	}

	@Override
	long startTime() {
		return this.start;
	}

	@Override
	MutatorOutcome outcome() {
		return this.cancelled ? MutatorOutcome.CANCELLED : outcomeOf(failure());
	}

	private MutatorOutcome outcomeOf(@Nullable Throwable failure) {
		return (failure != null) ? ChainRun.outcomeOfFailure(registration(), failure instanceof InterruptedException)
				: MutatorOutcome.SUCCESS;
	}

	/**
	 * Let the mutator apply the fetched data.
	 * @param context the context of the turn
	 * @param env the environment
	 * @throws Throwable the failure of the fetch or of the mutator
	 */
	@SuppressWarnings("NullAway") // The mutator decides whether it may be null
	void apply(ProvisionContext context, Env env) throws Throwable {
		Throwable failure = failure();
		if (failure != null) {
			throw failure;
		}
		this.mutator.apply(this.fetched, context, env);
	}

}

package io.provisionhook;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * The fetch of one mutator in one run.
 *
 * @param <T> what is fetched
 */
final class Fetch<T extends @Nullable Object> {

	private final FetchingEnvMutator<T> mutator;

	private final Registration registration;

	private final RunContext run;

	private final ProvisionContext context;

	private final PluginThread thread;

	private final FutureTask<T> task = new FutureTask<>(this::fetch);

	private final SharedCompletion completion = new SharedCompletion();

	private final long start = System.nanoTime();

	private volatile long end;

	private volatile @Nullable Exception refusal;

	private Fetch(FetchingEnvMutator<T> mutator, Registration registration, RunContext run) {
		this.mutator = mutator;
		this.registration = registration;
		this.run = run;
		this.context = run.context().until(this.start + registration.policy().timeoutNanos());
		this.thread = new PluginThread(run.settings().abandoned());
	}

	/**
	 * Start the fetch of a mutator on a thread of its own.
	 * @param registration the mutator
	 * @param run the run
	 * @return the fetch; {@code null} if the mutator does not fetch
	 */
	static @Nullable Fetch<?> start(Registration registration, RunContext run) {
		return (registration.mutator() instanceof FetchingEnvMutator<?> mutator) ? start(mutator, registration, run)
				: null;
	}

	private static <T extends @Nullable Object> Fetch<T> start(FetchingEnvMutator<T> mutator, Registration registration,
			RunContext run) {
		Fetch<T> fetch = new Fetch<>(mutator, registration, run);
		try {
			run.settings().fetchExecutor().execute(run.settings().taskDecorator().apply(fetch.task));
		}
		catch (RuntimeException ex) {
			fetch.refuse(ex);
		}
		return fetch;
	}

	private void refuse(Exception refusal) {
		this.refusal = refusal;
		this.end = System.nanoTime();
		this.task.cancel(false);
	}

	private T fetch() throws Exception {
		if (!this.thread.enter()) {
			throw new CancellationException();
		}
		Throwable failure = null;
		try {
			this.completion
				.begin(this.run.settings().interceptor().beforeFetch(this.context, this.registration.name()));
			return this.mutator.fetch(this.context);
		}
		catch (Throwable ex) {
			failure = ex;
			throw ex;
		}
		finally {
			if (this.refusal == null) {
				this.end = System.nanoTime();
			}
			this.completion.left();
			end(failure);
			this.thread.exit();
		}
	}

	private void end(@Nullable Throwable failure) {
		MutatorException error = (failure != null) ? this.run.failureOf(this.registration, failure) : null;
		this.completion.end((error != null) ? RunContext.outcomeOf(this.registration, error) : MutatorOutcome.SUCCESS,
				error);
	}

	boolean isDone() {
		return this.task.isDone();
	}

	/**
	 * Wait until the fetch has ended or its time is up.
	 * @throws InterruptedException if the waiting thread is interrupted
	 */
	void await() throws InterruptedException {
		try {
			this.task.get(Math.max(this.context.nanoDeadline() - System.nanoTime(), 0), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			timeOut();
		}
		catch (ExecutionException | CancellationException ex) {
			// Reported when it is the mutator's turn
		}
	}

	private void timeOut() {
		StackTraceElement[] stack = giveUp();
		DeadlineExceededException late = new DeadlineExceededException(
				Duration.ofNanos(this.context.nanoDeadline() - this.start), stack);
		refuse(late);
		end(late);
	}

	/**
	 * Give up waiting for a fetch that is of no use any more.
	 */
	void cancel() {
		if (!isDone()) {
			giveUp();
			refuse(new CancellationException());
			this.completion.end(MutatorOutcome.CANCELLED, null);
		}
	}

	private StackTraceElement[] giveUp() {
		return this.thread.giveUp(this.registration.name(), this.context.nanoDeadline());
	}

	/**
	 * Return how long the fetch took, once it has ended.
	 * @return the time in nanoseconds
	 */
	long duration() {
		return this.end - this.start;
	}

	/**
	 * Return why nothing will come of it, if the mutator had no part in that.
	 * @return what was in the way; {@code null} if nothing was
	 */
	@Nullable Exception refusal() {
		return this.refusal;
	}

	/**
	 * Let the mutator write what was fetched.
	 * @param context what is known about the workspace
	 * @param env the environment
	 * @throws Throwable what the fetch or the mutator threw
	 */
	void apply(ProvisionContext context, Env env) throws Throwable {
		Exception refused = this.refusal;
		if (refused != null) {
			throw refused;
		}
		this.mutator.apply(fetched(), context, env);
	}

	private T fetched() throws Throwable {
		try {
			return this.task.get();
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() != null) ? ex.getCause() : ex;
		}
	}

}

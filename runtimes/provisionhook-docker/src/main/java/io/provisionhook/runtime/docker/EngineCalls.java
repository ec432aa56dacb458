package io.provisionhook.runtime.docker;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.IsolatedThreads;

/**
 * Asks an engine and waits for its answer, but neither for ever nor against the caller's
 * interruption. Client libraries can't promise that: a socket that belongs to a file
 * knows no timeouts. Thread-safe.
 */
final class EngineCalls implements AutoCloseable {

	/**
	 * Waits for as long as it says.
	 */
	static final Waiting REAL_TIME = new Waiting() {

		@Override
		public <T extends @Nullable Object> T get(Future<T> answer, Duration timeout)
				throws ExecutionException, InterruptedException, TimeoutException {
			return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}

	};

	private final EngineErrors errors;

	private final Duration timeout;

	private final Waiting waiting;

	private final ExecutorService threads = Executors.newCachedThreadPool(new IsolatedThreads("provisionhook-docker-"));

	EngineCalls(EngineErrors errors, Duration timeout) {
		this(errors, timeout, REAL_TIME);
	}

	EngineCalls(EngineErrors errors, Duration timeout, Waiting waiting) {
		this.errors = errors;
		this.timeout = timeout;
		this.waiting = waiting;
	}

	<T> T call(String doing, Callable<T> call) throws DockerEngineException, InterruptedException {
		return call(doing, this.timeout, call);
	}

	<T> T call(String doing, Duration timeout, Callable<T> call) throws DockerEngineException, InterruptedException {
		FutureTask<T> answer = new FutureTask<>(call);
		execute(answer);
		try {
			return await(doing, answer, timeout);
		}
		finally {
			answer.cancel(true);
		}
	}

	/**
	 * Make a call that must not be left in the middle, since nobody could tell what has
	 * come of it.
	 * @param <T> the answer
	 * @param doing what is to be done
	 * @param call the call
	 * @param late given an answer that comes when it isn't waited for any more
	 * @return the answer
	 * @throws DockerEngineException if the engine refuses or does not answer in time
	 */
	<T> T finish(String doing, Callable<T> call, Consumer<T> late) throws DockerEngineException {
		CompletableFuture<T> answer = new CompletableFuture<>();
		execute(() -> complete(answer, call));
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return await(doing, answer, this.timeout);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		catch (DockerEngineException ex) {
			answer.minimalCompletionStage().thenAccept(late);
			throw ex;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private static <T> void complete(CompletableFuture<T> answer, Callable<T> call) {
		try {
			answer.complete(call.call());
		}
		catch (Throwable ex) {
			answer.completeExceptionally(ex);
		}
	}

	private void execute(Runnable task) {
		try {
			this.threads.execute(task);
		}
		catch (RejectedExecutionException ex) {
			throw new IllegalStateException("The runtime is closed", ex);
		}
	}

	<T extends @Nullable Object> T await(String doing, Future<T> answer)
			throws DockerEngineException, InterruptedException {
		return await(doing, answer, this.timeout);
	}

	<T extends @Nullable Object> T await(String doing, Future<T> answer, Duration timeout)
			throws DockerEngineException, InterruptedException {
		try {
			return this.waiting.get(answer, timeout);
		}
		catch (ExecutionException ex) {
			Throwable failure = (ex.getCause() != null) ? ex.getCause() : ex;
			if (failure instanceof Error error) {
				throw error;
			}
			throw this.errors.of(doing, failure);
		}
		catch (TimeoutException ex) {
			throw late(doing, timeout, "is it overloaded or stuck?");
		}
	}

	DockerEngineException late(String doing, Duration timeout, String why) {
		return this.errors.late(doing, timeout, why);
	}

	Executor threads() {
		return this.threads;
	}

	Duration timeout() {
		return this.timeout;
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

	/**
	 * Waits for an answer until it is there or too late.
	 */
	interface Waiting {

		<T extends @Nullable Object> T get(Future<T> answer, Duration timeout)
				throws ExecutionException, InterruptedException, TimeoutException;

	}

}

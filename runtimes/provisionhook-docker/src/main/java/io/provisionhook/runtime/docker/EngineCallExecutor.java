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
 * Makes calls to an engine with a time limit, on threads of its own so that a caller can
 * be interrupted. The client library offers neither: a Unix domain socket has no
 * timeouts. Thread-safe.
 */
final class EngineCallExecutor implements AutoCloseable {

	/**
	 * Waits in real time.
	 */
	static final WaitStrategy REAL_TIME = new WaitStrategy() {

		@Override
		public <T extends @Nullable Object> T get(Future<T> answer, Duration timeout)
				throws ExecutionException, InterruptedException, TimeoutException {
			return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}

	};

	private final EngineExceptionTranslator exceptions;

	private final Duration timeout;

	private final WaitStrategy waitStrategy;

	private final ExecutorService threads = Executors.newCachedThreadPool(new IsolatedThreads("provisionhook-docker-"));

	EngineCallExecutor(EngineExceptionTranslator exceptions, Duration timeout) {
		this(exceptions, timeout, REAL_TIME);
	}

	EngineCallExecutor(EngineExceptionTranslator exceptions, Duration timeout, WaitStrategy waitStrategy) {
		this.exceptions = exceptions;
		this.timeout = timeout;
		this.waitStrategy = waitStrategy;
	}

	<T> T call(String activity, Callable<T> call) throws DockerEngineException, InterruptedException {
		return call(activity, this.timeout, call);
	}

	<T> T call(String activity, Duration timeout, Callable<T> call) throws DockerEngineException, InterruptedException {
		FutureTask<T> answer = new FutureTask<>(call);
		execute(answer);
		try {
			return await(activity, answer, timeout);
		}
		finally {
			answer.cancel(true);
		}
	}

	/**
	 * Make a call and wait for its answer even if the caller is interrupted. The
	 * interruption is restored afterwards.
	 * @param <T> the type of the answer
	 * @param activity the activity, for error messages
	 * @param call the call
	 * @param lateAnswers receives an answer that arrives after the time limit
	 * @return the answer
	 * @throws DockerEngineException if the engine refuses or does not answer in time
	 */
	<T> T callUninterruptibly(String activity, Callable<T> call, Consumer<T> lateAnswers) throws DockerEngineException {
		CompletableFuture<T> answer = new CompletableFuture<>();
		execute(() -> complete(answer, call));
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return await(activity, answer, this.timeout);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		catch (DockerEngineException ex) {
			answer.minimalCompletionStage().thenAccept(lateAnswers);
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

	<T extends @Nullable Object> T await(String activity, Future<T> answer)
			throws DockerEngineException, InterruptedException {
		return await(activity, answer, this.timeout);
	}

	<T extends @Nullable Object> T await(String activity, Future<T> answer, Duration timeout)
			throws DockerEngineException, InterruptedException {
		try {
			return this.waitStrategy.get(answer, timeout);
		}
		catch (ExecutionException ex) {
			Throwable failure = (ex.getCause() != null) ? ex.getCause() : ex;
			if (failure instanceof Error error) {
				throw error;
			}
			throw this.exceptions.translate(activity, failure);
		}
		catch (TimeoutException ex) {
			throw timeoutException(activity, timeout, "is it overloaded or stuck?");
		}
	}

	DockerEngineException timeoutException(String activity, Duration timeout, String hint) {
		return this.exceptions.timeout(activity, timeout, hint);
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
	 * Waits for an answer until it has arrived or the time limit has passed.
	 */
	interface WaitStrategy {

		<T extends @Nullable Object> T get(Future<T> answer, Duration timeout)
				throws ExecutionException, InterruptedException, TimeoutException;

	}

}

package io.provisionhook.store.jdbc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.provisionhook.internal.IsolatedThreads;

/**
 * Executes the calls of the store on threads that are never interrupted and have no
 * transaction. Idle threads end after 10 seconds, so the executor needs no close.
 */
final class StoreExecutor {

	private final Executor executor;

	StoreExecutor() {
		this.executor = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
				new IsolatedThreads("provisionhook-store-"));
	}

	/**
	 * Execute a task on a thread, and wait for the result even if interrupted.
	 * @param <T> the type of the result
	 * @param task the task
	 * @return the result
	 */
	<T> T call(Supplier<T> task) {
		try {
			return CompletableFuture.supplyAsync(task, this.executor).join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			if (ex.getCause() instanceof Error failure) {
				throw failure;
			}
			throw ex;
		}
	}

}

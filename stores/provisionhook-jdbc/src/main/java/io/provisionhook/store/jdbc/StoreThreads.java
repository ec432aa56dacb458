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
 * Threads that nobody interrupts and that no transaction is bound to. They end by
 * themselves soon after there is nothing more to do, so nobody has to close this.
 */
final class StoreThreads {

	private final Executor executor;

	StoreThreads() {
		this.executor = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
				new IsolatedThreads("provisionhook-store-"));
	}

	/**
	 * Have a thread do some work, and wait for it even if interrupted.
	 * @param <T> what the work returns
	 * @param work the work
	 * @return what it returned
	 */
	<T> T call(Supplier<T> work) {
		try {
			return CompletableFuture.supplyAsync(work, this.executor).join();
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

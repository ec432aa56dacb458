package io.provisionhook.plugin.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

import org.springframework.boot.system.JavaVersion;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Makes calls which may not notice that their thread is interrupted, since they wait for
 * a socket: each has a thread of its own, and whoever waits for them is free to go. A
 * virtual thread lets go of its socket too. Thread-safe.
 *
 * @since 0.1.0
 */
public final class DetachedCalls {

	private final SimpleAsyncTaskExecutor executor;

	private final LongSupplier nanoTime;

	/**
	 * Create one, without a thread.
	 * @param name what the names of the threads begin with
	 */
	public DetachedCalls(String name) {
		this(name, System::nanoTime);
	}

	DetachedCalls(String name, LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.executor = new SimpleAsyncTaskExecutor(name + "-");
		this.executor.setDaemon(true);
		this.executor.setVirtualThreads(JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE));
	}

	/**
	 * Make a call.
	 * @param call the call
	 * @param limit the time there is
	 * @param <T> what the call returns
	 * @return what it returned
	 * @throws ExecutionException if it fails
	 * @throws TimeoutException if the time is up before it has ended
	 * @throws InterruptedException if the thread is interrupted
	 */
	public <T> T one(Callable<T> call, Duration limit)
			throws ExecutionException, TimeoutException, InterruptedException {
		return all(List.of(call), limit).get(0);
	}

	/**
	 * Make calls at the same time, and interrupt what is left of them when one fails, the
	 * time is up or the thread is interrupted.
	 * @param calls the calls
	 * @param limit the time there is
	 * @param <T> what a call returns
	 * @return what they returned, in any order
	 * @throws ExecutionException if one fails
	 * @throws TimeoutException if the time is up before all have ended
	 * @throws InterruptedException if the thread is interrupted
	 */
	public <T> List<T> all(Collection<? extends Callable<T>> calls, Duration limit)
			throws ExecutionException, TimeoutException, InterruptedException {
		long deadline = this.nanoTime.getAsLong() + limit.toNanos();
		CompletionService<T> completion = new ExecutorCompletionService<>(this.executor);
		List<Future<T>> started = new ArrayList<>();
		try {
			if (!limit.isZero()) {
				calls.forEach((call) -> started.add(completion.submit(call)));
			}
			List<T> results = new ArrayList<>();
			while (results.size() < calls.size()) {
				long left = deadline - this.nanoTime.getAsLong();
				Future<T> ended = completion.poll(left, TimeUnit.NANOSECONDS);
				if (ended != null) {
					results.add(ended.get());
				}
				else if (left <= 0) {
					throw new TimeoutException();
				}
			}
			return results;
		}
		finally {
			started.forEach((call) -> call.cancel(true));
		}
	}

}

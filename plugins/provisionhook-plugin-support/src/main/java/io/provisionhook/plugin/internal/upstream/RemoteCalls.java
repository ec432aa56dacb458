package io.provisionhook.plugin.internal.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.springframework.boot.system.JavaVersion;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

import io.provisionhook.internal.IsolatedThreads;

/**
 * Makes calls to a remote system, a limited number at a time, each in a limited time.
 * Each call has a thread of its own, so whoever waits for it goes at the deadline or when
 * interrupted, also if the call waits for a socket that does not notice its thread's
 * interruption. Such a call counts until it ends, so give what it uses a timeout: before
 * JDK 20, the JDK's HTTP client can't be interrupted while it reads the rest of an
 * answer. Virtual threads are used where the JDK has them: these let go of a socket when
 * interrupted. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RemoteCalls {

	private final String system;

	private final int limit;

	private final Semaphore permits;

	private final SimpleAsyncTaskExecutor threads;

	/**
	 * Create one, without a thread.
	 * @param system name of the system in messages
	 * @param threadNamePrefix beginning of the names of the threads
	 * @param limit maximum number of calls at a time
	 */
	public RemoteCalls(String system, String threadNamePrefix, int limit) {
		this.system = system;
		this.limit = limit;
		this.permits = new Semaphore(limit, true);
		this.threads = new SimpleAsyncTaskExecutor(new IsolatedThreads(threadNamePrefix));
		this.threads.setThreadNamePrefix(threadNamePrefix);
		this.threads.setVirtualThreads(JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE));
	}

	/**
	 * Make a call.
	 * @param call the call
	 * @param deadline until when to wait for it
	 * @param <T> type of the result
	 * @return its result
	 * @throws RemoteFailure if the call throws it, or there was no result in time
	 * @throws UpstreamException if the call throws it, or there are too many calls
	 * @throws InterruptedException if the thread is interrupted
	 */
	public <T> T call(Callable<T> call, Deadline deadline)
			throws RemoteFailure, UpstreamException, InterruptedException {
		return callAll(List.of(call), deadline).get(0);
	}

	/**
	 * Make a call that has a time of its own. Whoever has no time left to wait for it has
	 * to interrupt this thread.
	 * @param call the call
	 * @param timeout time for the call, once it is its turn
	 * @param deadline until when to wait for its turn
	 * @param <T> type of the result
	 * @return its result
	 * @throws RemoteFailure if the call throws it, or there was no result in time
	 * @throws UpstreamException if the call throws it, or there are too many calls
	 * @throws InterruptedException if the thread is interrupted
	 */
	public <T> T call(Callable<T> call, Duration timeout, Deadline deadline)
			throws RemoteFailure, UpstreamException, InterruptedException {
		return callAll(List.of(call), deadline, () -> Deadline.after(this.system, timeout)).get(0);
	}

	/**
	 * Make calls at the same time. When one fails, the rest is interrupted.
	 * @param calls the calls
	 * @param deadline until when to wait for all of them
	 * @param <T> type of the results
	 * @return their results, in any order
	 * @throws RemoteFailure if a call throws it, or a result was missing in time
	 * @throws UpstreamException if a call throws it, or there are too many calls
	 * @throws InterruptedException if the thread is interrupted
	 */
	public <T> List<T> callAll(Collection<? extends Callable<T>> calls, Deadline deadline)
			throws RemoteFailure, UpstreamException, InterruptedException {
		return callAll(calls, deadline, () -> deadline);
	}

	private <T> List<T> callAll(Collection<? extends Callable<T>> calls, Deadline turn, Supplier<Deadline> end)
			throws RemoteFailure, UpstreamException, InterruptedException {
		CompletionService<T> completion = new ExecutorCompletionService<>(this::start);
		List<Future<T>> started = new ArrayList<>();
		List<T> results = new ArrayList<>();
		try {
			for (Callable<T> call : calls) {
				awaitTurn(turn);
				started.add(completion.submit(call));
				for (Future<T> ended = completion.poll(); ended != null; ended = completion.poll()) {
					results.add(result(ended));
				}
			}
			Deadline deadline = end.get();
			while (results.size() < calls.size()) {
				Future<T> ended = completion.poll(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
				if (ended != null) {
					results.add(result(ended));
				}
				else if (deadline.isOver()) {
					throw new RemoteFailure(RemoteFailure.Reason.NO_ANSWER_IN_TIME);
				}
			}
			return results;
		}
		finally {
			started.forEach((call) -> call.cancel(true));
		}
	}

	private void awaitTurn(Deadline deadline) throws RemoteFailure, UpstreamException, InterruptedException {
		if (deadline.isOver()) {
			throw new RemoteFailure(RemoteFailure.Reason.NO_ANSWER_IN_TIME);
		}
		if (this.permits.tryAcquire(0, TimeUnit.NANOSECONDS)) {
			return;
		}
		UpstreamException tooMany = UpstreamException
			.ofSystem(this.system + ": " + this.limit + " calls are under way or stuck, which is the maximum; see"
					+ " whether it answers, or start fewer workspaces at a time", null);
		deadline.note(tooMany);
		while (!this.permits.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
			if (deadline.isOver()) {
				throw tooMany;
			}
		}
	}

	// The permit is given back by the thread, which may be stuck long after the call was
	// given up
	private void start(Runnable call) {
		boolean started = false;
		try {
			this.threads.execute(() -> {
				try {
					call.run();
				}
				finally {
					this.permits.release();
				}
			});
			started = true;
		}
		finally {
			if (!started) {
				this.permits.release();
			}
		}
	}

	private static <T> T result(Future<T> ended) throws RemoteFailure, UpstreamException, InterruptedException {
		try {
			return ended.get();
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			if (cause instanceof RemoteFailure failure) {
				throw failure;
			}
			if (cause instanceof UpstreamException failure) {
				throw failure;
			}
			if (cause instanceof RuntimeException unexpected) {
				throw unexpected;
			}
			if (cause instanceof Error error) {
				throw error;
			}
			throw new IllegalStateException(cause);
		}
	}

}

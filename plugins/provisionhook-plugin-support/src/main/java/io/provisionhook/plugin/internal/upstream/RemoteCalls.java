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
 * Makes calls to a remote system, with a maximum number at a time and a deadline for
 * each.
 * <p>
 * Each call has its own thread, so the caller returns at the deadline or when
 * interrupted, even if the call blocks on a socket that ignores interrupts. Such a call
 * counts until it ends, so the client needs a timeout too: before JDK 20, the HTTP client
 * of the JDK can't be interrupted while it reads a response. The threads are virtual on
 * JDK 21 and later, where an interrupt closes the socket. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RemoteCalls {

	private final String system;

	private final int limit;

	private final Semaphore permits;

	private final SimpleAsyncTaskExecutor threads;

	/**
	 * Create an instance without starting a thread.
	 * @param system name of the system in messages
	 * @param threadNamePrefix prefix of the thread names
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
	 * @param deadline the deadline
	 * @param <T> type of the result
	 * @return the result
	 * @throws RemoteFailure if the call throws it, or the deadline passes
	 * @throws UpstreamException if the call throws it, or too many calls are in progress
	 * @throws InterruptedException if the thread is interrupted
	 */
	public <T> T call(Callable<T> call, Deadline deadline)
			throws RemoteFailure, UpstreamException, InterruptedException {
		return callAll(List.of(call), deadline).get(0);
	}

	/**
	 * Make a call with its own timeout. A call that has started runs until its timeout,
	 * even after the deadline; interrupt the thread to end it earlier.
	 * @param call the call
	 * @param timeout maximum time of the call after its start
	 * @param deadline the deadline for the start
	 * @param <T> type of the result
	 * @return the result
	 * @throws RemoteFailure if the call throws it, or the timeout or the deadline passes
	 * @throws UpstreamException if the call throws it, or too many calls are in progress
	 * @throws InterruptedException if the thread is interrupted
	 */
	public <T> T call(Callable<T> call, Duration timeout, Deadline deadline)
			throws RemoteFailure, UpstreamException, InterruptedException {
		return callAll(List.of(call), deadline, () -> Deadline.after(this.system, timeout)).get(0);
	}

	/**
	 * Make several calls at the same time. When one fails, the others are interrupted.
	 * @param calls the calls
	 * @param deadline the deadline for all of them
	 * @param <T> type of the results
	 * @return the results, in any order
	 * @throws RemoteFailure if a call throws it, or the deadline passes
	 * @throws UpstreamException if a call throws it, or too many calls are in progress
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
			.ofSystem(this.system + ": " + this.limit + " calls are in progress or stuck, which is the maximum; check"
					+ " whether it answers, or start fewer workspaces at a time", null);
		deadline.note(tooMany);
		while (!this.permits.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
			if (deadline.isOver()) {
				throw tooMany;
			}
		}
	}

	// The thread releases the permit, since it may be stuck long after the caller has
	// returned
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

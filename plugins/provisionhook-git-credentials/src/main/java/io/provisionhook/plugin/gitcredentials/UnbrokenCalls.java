package io.provisionhook.plugin.gitcredentials;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * Makes calls one after another, each to its end even if nobody waits for it any more:
 * what they receive may be the only token that still works, and has to be written down.
 * So they must end by themselves. Thread-safe.
 */
final class UnbrokenCalls implements AutoCloseable {

	private final String system;

	private final Executor executor;

	private final Duration longestWait;

	private final ReentrantLock lock = new ReentrantLock(true);

	private volatile boolean closed;

	/**
	 * Create one.
	 * @param system what messages begin with
	 * @param executor gives each call a thread
	 * @param longestWait how long to wait for a call, also for one of somebody else
	 */
	UnbrokenCalls(String system, Executor executor, Duration longestWait) {
		this.system = system;
		this.executor = executor;
		this.longestWait = longestWait;
	}

	Duration longestWait() {
		return this.longestWait;
	}

	/**
	 * Make a call.
	 * @param call the call
	 * @param <T> what it returns
	 * @return what it returned
	 * @throws UpstreamException if it fails
	 * @throws InterruptedException if the thread is interrupted, which does not end the
	 * call
	 */
	<T> T make(Callable<T> call) throws UpstreamException, InterruptedException {
		FutureTask<T> task = new FutureTask<>(() -> makeAlone(call));
		this.executor.execute(task);
		try {
			return task.get();
		}
		catch (ExecutionException ex) {
			throw UpstreamException.of(ex);
		}
	}

	private <T> T makeAlone(Callable<T> call) throws Exception {
		this.lock.lock();
		try {
			if (this.closed) {
				throw UpstreamException.ofRequest(this.system + ": the application is stopping", null);
			}
			return call.call();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Begin no more calls, and wait for the one that is under way.
	 */
	@Override
	public void close() {
		this.closed = true;
		try {
			if (this.lock.tryLock(this.longestWait.toNanos(), TimeUnit.NANOSECONDS)) {
				this.lock.unlock();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}

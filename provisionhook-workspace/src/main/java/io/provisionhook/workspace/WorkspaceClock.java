package io.provisionhook.workspace;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.provisionhook.ProvisionContext;
import io.provisionhook.internal.IsolatedThreads;
import io.provisionhook.internal.TimeLimiter;

/**
 * The time that the workspaces of one handler and their leases go by. Thread-safe.
 */
interface WorkspaceClock extends AutoCloseable {

	/**
	 * Return the time on the wall.
	 * @return the time
	 */
	Instant instant();

	/**
	 * Return the time that the steps of a provisioning are measured by.
	 * @param workspace the workspace that is provisioned
	 * @return the time in nanoseconds, as {@link System#nanoTime()} counts them
	 */
	long nanoTime(Workspace workspace);

	/**
	 * Do something later, unless this is closed by then.
	 * @param task what to do
	 * @param delay how long from now
	 * @return the task, to be cancelled
	 */
	Future<?> schedule(Runnable task, Duration delay);

	/**
	 * Create the context of a run.
	 * @param workspace the workspace that is provisioned
	 * @param timeout the time from now until its environment has to be ready
	 * @return the context
	 */
	ProvisionContext contextOf(Workspace workspace, Duration timeout);

	/**
	 * Create what limits the time of calls.
	 * @param taskDecorator carries the context of the caller over to the thread of a call
	 * @return the limiter
	 */
	TimeLimiter limiter(UnaryOperator<Runnable> taskDecorator);

	@Override
	void close();

	/**
	 * The time of the system. It has no thread until something is scheduled, and a new
	 * one for each task, so that a lease or a listener that hangs holds up no other.
	 */
	final class SystemClock implements WorkspaceClock {

		private static final int MOST_ABANDONED = 32;

		private final IsolatedThreads threads = new IsolatedThreads("provisionhook-leases-");

		private final ScheduledThreadPoolExecutor timer;

		SystemClock() {
			this.timer = new ScheduledThreadPoolExecutor(1, this.threads, new ThreadPoolExecutor.DiscardPolicy());
			this.timer.setKeepAliveTime(10, TimeUnit.SECONDS);
			this.timer.allowCoreThreadTimeOut(true);
			this.timer.setRemoveOnCancelPolicy(true);
		}

		@Override
		public Instant instant() {
			return Instant.now();
		}

		@Override
		public long nanoTime(Workspace workspace) {
			return System.nanoTime();
		}

		@Override
		public Future<?> schedule(Runnable task, Duration delay) {
			return this.timer.schedule(() -> this.threads.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
		}

		@Override
		public ProvisionContext contextOf(Workspace workspace, Duration timeout) {
			return ProvisionContext.of(workspace.id(), workspace.request(), workspace.generation(), timeout);
		}

		@Override
		public TimeLimiter limiter(UnaryOperator<Runnable> taskDecorator) {
			return new TimeLimiter("provisionhook-step-", MOST_ABANDONED, taskDecorator);
		}

		@Override
		public void close() {
			this.timer.shutdownNow();
		}

	}

}

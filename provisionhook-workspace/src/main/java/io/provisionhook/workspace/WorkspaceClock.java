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
import io.provisionhook.workspace.internal.Membership;

/**
 * The clock of the workspaces of one handler, and the scheduler of their later tasks.
 * Tests replace it. Thread-safe.
 */
interface WorkspaceClock extends Membership.Clock, AutoCloseable {

	/**
	 * Return the present time.
	 * @return the time
	 */
	Instant instant();

	/**
	 * Return the time to measure the steps of a provisioning.
	 * @param workspace the workspace that is provisioned
	 * @return the time in nanoseconds, as in {@link System#nanoTime()}
	 */
	long nanoTime(Workspace workspace);

	/**
	 * {@inheritDoc} It does not run after this clock was closed.
	 */
	@Override
	Future<?> schedule(Runnable task, Duration delay);

	/**
	 * Create the context of a run.
	 * @param workspace the workspace that is provisioned
	 * @param timeout the timeout of its mutators
	 * @return the context
	 */
	ProvisionContext contextOf(Workspace workspace, Duration timeout);

	/**
	 * Create a limiter for the time of calls.
	 * @param taskDecorator propagates the context of the caller to the thread of a call
	 * @return the limiter
	 */
	TimeLimiter limiter(UnaryOperator<Runnable> taskDecorator);

	@Override
	void close();

	/**
	 * The clock of the system. It has no thread until a task is scheduled, and runs each
	 * task on a new thread, so that a lease that hangs does not delay others.
	 */
	final class SystemClock implements WorkspaceClock {

		private static final int MAX_ABANDONED = 32;

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
		public long nanoTime() {
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
			return new TimeLimiter("provisionhook-step-", MAX_ABANDONED, taskDecorator);
		}

		@Override
		public void close() {
			this.timer.shutdownNow();
		}

	}

}

package io.provisionhook.autoconfigure.workspace;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

import io.provisionhook.workspace.Reconciliation;
import io.provisionhook.workspace.WorkspaceHandler;

/**
 * Compares the records of workspaces with the runtime at the start, and repeats it at an
 * interval while the handler is not reconciled.
 */
final class ReconciliationScheduler {

	private final WorkspaceHandler handler;

	private final Duration interval;

	private final ReconciliationLogger logger;

	private @Nullable Repetition repetition;

	ReconciliationScheduler(WorkspaceHandler handler, Duration interval) {
		this.handler = handler;
		this.interval = interval;
		this.logger = new ReconciliationLogger(interval);
	}

	synchronized void start() {
		reconcile();
		this.repetition = Repetition.of(this::reconcileAgain, this.interval);
	}

	private void reconcileAgain() {
		if (!this.handler.isReconciled()) {
			reconcile();
		}
	}

	private void reconcile() {
		Reconciliation result = this.handler.reconcile();
		// A mock in a test of the application returns null
		if (result != null) {
			this.logger.log(result);
		}
	}

	synchronized void stop() {
		if (this.repetition != null) {
			this.repetition.close();
			this.repetition = null;
		}
	}

	/**
	 * A repeated task.
	 *
	 * @param scheduler the scheduler with the thread of the task
	 * @param future the task
	 */
	private record Repetition(SimpleAsyncTaskScheduler scheduler, Future<?> future) implements AutoCloseable {

		static Repetition of(Runnable task, Duration interval) {
			SimpleAsyncTaskScheduler scheduler = new SimpleAsyncTaskScheduler();
			scheduler.setThreadNamePrefix("provisionhook-reconciliation-");
			scheduler.setDaemon(true);
			return new Repetition(scheduler,
					scheduler.scheduleWithFixedDelay(task, Instant.now().plus(interval), interval));
		}

		@Override
		public void close() {
			this.future.cancel(false);
			this.scheduler.close();
		}

	}

}

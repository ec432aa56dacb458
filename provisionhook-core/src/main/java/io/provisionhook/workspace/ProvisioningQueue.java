package io.provisionhook.workspace;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Provisions a bounded number of workspaces at a time, and each workspace once at a time:
 * what is submitted for a workspace waits until the attempt before it has ended.
 */
final class ProvisioningQueue implements AutoCloseable {

	private final ThreadPoolExecutor threads;

	private final UnaryOperator<Runnable> taskDecorator;

	private final ConcurrentMap<String, Attempt> attempts = new ConcurrentHashMap<>();

	ProvisioningQueue(int concurrency, UnaryOperator<Runnable> taskDecorator) {
		AtomicInteger count = new AtomicInteger();
		this.threads = new ThreadPoolExecutor(concurrency, concurrency, 10, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (task) -> {
					Thread thread = new Thread(task, "provisionhook-" + count.incrementAndGet());
					thread.setDaemon(true);
					return thread;
				});
		this.threads.allowCoreThreadTimeOut(true);
		this.taskDecorator = taskDecorator;
	}

	/**
	 * Provision a workspace as soon as it is its turn.
	 * @param workspaceId the id of the workspace
	 * @param provisioning what to do
	 * @param refused told if that is never going to be done
	 */
	void submit(String workspaceId, Runnable provisioning, Consumer<Throwable> refused) {
		Attempt attempt = new Attempt(this.taskDecorator.apply(provisioning));
		Attempt previous = this.attempts.put(workspaceId, attempt);
		CompletionStage<?> turn = (previous != null) ? previous.ended : CompletableFuture.completedFuture(null);
		turn.thenRunAsync(attempt.task, this.threads).whenComplete((result, ex) -> {
			this.attempts.remove(workspaceId, attempt);
			attempt.ended.complete(null);
			if (ex != null) {
				refused.accept(ex);
			}
		});
	}

	/**
	 * Do something else as soon as a thread is free. Once this is closed, nothing is
	 * done.
	 * @param task what to do
	 */
	void execute(Runnable task) {
		try {
			this.threads.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// Closed
		}
	}

	/**
	 * Return what cancels the newest attempt of a workspace as of now, and none that
	 * comes after it.
	 * @param workspaceId the id of the workspace
	 * @return the action; it does nothing if there is no attempt
	 */
	Runnable cancellation(String workspaceId) {
		Attempt attempt = this.attempts.get(workspaceId);
		return () -> {
			if (attempt != null) {
				attempt.task.cancel(true);
			}
		};
	}

	boolean isClosed() {
		return this.threads.isShutdown();
	}

	@Override
	public void close() {
		this.threads.shutdown();
	}

	void cancelAll() {
		this.attempts.values().forEach((attempt) -> attempt.task.cancel(true));
	}

	/**
	 * One attempt to provision a workspace.
	 */
	private static final class Attempt {

		private final FutureTask<?> task;

		private final CompletableFuture<Void> ended = new CompletableFuture<>();

		private Attempt(Runnable provisioning) {
			this.task = new FutureTask<>(provisioning, null);
		}

	}

}

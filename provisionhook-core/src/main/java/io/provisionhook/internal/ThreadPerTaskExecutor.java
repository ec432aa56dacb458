package io.provisionhook.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Executor that runs each task on a new thread. After each task it starts a spare thread
 * in advance, so that the next task need not wait for the start of a thread.
 */
public final class ThreadPerTaskExecutor implements Executor {

	private static final int MAX_SPARE = 16;

	private static final long IDLE_SECONDS = 60;

	private final IsolatedThreads threads;

	private final SynchronousQueue<Runnable> tasks = new SynchronousQueue<>();

	private final AtomicInteger spare = new AtomicInteger();

	public ThreadPerTaskExecutor() {
		this("provisionhook-run-");
	}

	/**
	 * Create an executor, without a thread.
	 * @param prefix prefix of the thread names
	 */
	public ThreadPerTaskExecutor(String prefix) {
		this.threads = new IsolatedThreads(prefix);
	}

	@Override
	public void execute(Runnable task) {
		if (!this.tasks.offer(task)) {
			this.threads.execute(() -> run(task));
		}
	}

	private void run(Runnable task) {
		try {
			task.run();
		}
		finally {
			leaveSpare();
		}
	}

	private void leaveSpare() {
		boolean started = false;
		try {
			if (this.spare.incrementAndGet() <= MAX_SPARE) {
				this.threads.execute(this::awaitTask);
				started = true;
			}
		}
		finally {
			if (!started) {
				this.spare.decrementAndGet();
			}
		}
	}

	private void awaitTask() {
		Runnable task = pollTask();
		this.spare.decrementAndGet();
		if (task != null) {
			run(task);
		}
	}

	private @Nullable Runnable pollTask() {
		try {
			return this.tasks.poll(IDLE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			// Unexpected, since this thread has no task yet
			return null;
		}
	}

}

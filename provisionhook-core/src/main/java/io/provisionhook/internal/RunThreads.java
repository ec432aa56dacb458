package io.provisionhook.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * A new thread for each task. One that has ended leaves a spare one behind, for which a
 * later task need not wait.
 */
public final class RunThreads implements Executor {

	private static final int MAX_SPARE = 16;

	private static final long IDLE_SECONDS = 60;

	private final IsolatedThreads threads;

	private final SynchronousQueue<Runnable> tasks = new SynchronousQueue<>();

	private final AtomicInteger spare = new AtomicInteger();

	public RunThreads() {
		this("provisionhook-run-");
	}

	/**
	 * Create a source of threads that has none.
	 * @param prefix what their names begin with
	 */
	public RunThreads(String prefix) {
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
			// Nobody has a reason to interrupt a thread that has no task
			return null;
		}
	}

}

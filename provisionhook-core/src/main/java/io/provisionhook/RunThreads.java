package io.provisionhook;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The threads that a registry has of its own: a new one for each task. One that has ended
 * is replaced at once by another, for which a later task need not wait.
 */
final class RunThreads implements Executor {

	private static final long IDLE_SECONDS = 60;

	private final IsolatedThreads isolated = new IsolatedThreads("provisionhook-run-");

	private final Executor threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
			new SynchronousQueue<>(), (worker) -> this.isolated.newThread(() -> run(worker))) {

		@Override
		protected void afterExecute(Runnable task, @Nullable Throwable failure) {
			if (failure == null) {
				throw new ThreadUsedException();
			}
		}

	};

	@Override
	public void execute(Runnable task) {
		this.threads.execute(task);
	}

	private static void run(Runnable worker) {
		try {
			worker.run();
		}
		catch (ThreadUsedException ex) {
			// So it was, and the pool has another in its place
		}
	}

	/**
	 * Tells the pool to replace a thread.
	 */
	private static final class ThreadUsedException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private ThreadUsedException() {
			super(null, null, false, false);
		}

	}

}

package io.provisionhook;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads that a registry has of its own: as many as there is work, none while there
 * is none, and none that keeps the JVM from ending.
 */
final class RunThreads {

	private static final long IDLE_SECONDS = 10;

	private RunThreads() {
	}

	static Executor create() {
		AtomicLong count = new AtomicLong();
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
				(task) -> {
					Thread thread = new Thread(task, "provisionhook-run-" + count.incrementAndGet());
					thread.setDaemon(true);
					return thread;
				});
	}

}

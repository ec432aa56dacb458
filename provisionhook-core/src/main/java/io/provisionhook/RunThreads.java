package io.provisionhook;

import java.time.Duration;
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

	private static final Duration IDLE = Duration.ofSeconds(10);

	private RunThreads() {
	}

	static Executor create() {
		return create(IDLE);
	}

	static Executor create(Duration idle) {
		AtomicLong count = new AtomicLong();
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, idle.toNanos(), TimeUnit.NANOSECONDS,
				new SynchronousQueue<>(), (task) -> {
					Thread thread = new Thread(task, "provisionhook-run-" + count.incrementAndGet());
					thread.setDaemon(true);
					return thread;
				});
	}

}

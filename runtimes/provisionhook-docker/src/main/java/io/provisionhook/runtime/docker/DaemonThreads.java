package io.provisionhook.runtime.docker;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes threads that do not keep the JVM alive.
 */
final class DaemonThreads implements ThreadFactory {

	private final AtomicLong count = new AtomicLong();

	@Override
	public Thread newThread(Runnable task) {
		return of(task, "provisionhook-docker-" + this.count.incrementAndGet());
	}

	static Thread of(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

}

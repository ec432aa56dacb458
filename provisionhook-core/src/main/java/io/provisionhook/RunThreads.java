package io.provisionhook;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * The threads that a registry has of its own: a new one for each task, since nobody can
 * clear the thread-local variables that a plugin leaves on a thread. None of them keeps
 * the JVM from ending. They have the context class loader and the priority of the thread
 * that built the registry, and nothing of the one that called for the run.
 */
final class RunThreads implements Executor {

	private final AtomicLong count = new AtomicLong();

	private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

	private final int priority = Thread.currentThread().getPriority();

	@Override
	@SuppressWarnings("ThreadPriorityCheck") // Kept from changing, not relied on
	public void execute(Runnable task) {
		Thread thread = new Thread(null, task, "provisionhook-run-" + this.count.incrementAndGet(), 0, false);
		thread.setDaemon(true);
		thread.setPriority(this.priority);
		thread.setContextClassLoader(this.classLoader);
		thread.start();
	}

}

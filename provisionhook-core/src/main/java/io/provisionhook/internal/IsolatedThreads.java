package io.provisionhook.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Creates threads that inherit no state from the thread that requests them, so that
 * workspaces, plugins and listeners can't affect each other through thread state. Threads
 * have the context class loader and the priority of the thread that created this object,
 * no inheritable thread-local variables, and are daemon threads. As an {@link Executor}
 * it starts a new thread for each task, since thread-local variables of an earlier task
 * can't be cleared. Thread-safe.
 *
 * @since 0.1.0
 */
public final class IsolatedThreads implements Executor, ThreadFactory {

	private final AtomicLong count = new AtomicLong();

	private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

	private final int priority = Thread.currentThread().getPriority();

	private final String prefix;

	/**
	 * Create a thread factory.
	 * @param prefix prefix of the thread names, before a number
	 */
	public IsolatedThreads(String prefix) {
		this.prefix = prefix;
	}

	@Override
	public void execute(Runnable task) {
		newThread(task).start();
	}

	@Override
	@SuppressWarnings("ThreadPriorityCheck") // Restored, not relied on
	public Thread newThread(Runnable task) {
		Thread thread = new Thread(null, task, this.prefix + this.count.incrementAndGet(), 0, false);
		thread.setDaemon(true);
		thread.setPriority(this.priority);
		thread.setContextClassLoader(this.classLoader);
		return thread;
	}

}

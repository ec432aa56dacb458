package io.provisionhook.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Threads on which nothing is left of those that asked for them: what provisions a
 * workspace, a plugin or a listener for example, is not to reach another one that way.
 * They have the context class loader and the priority of the thread that created this,
 * and no inheritable thread-local variables; none of them keeps the JVM from ending. As
 * an {@link Executor} it has a new thread for each task, since nobody can clear the
 * thread-local variables that are left on one. Thread-safe.
 *
 * @since 0.1.0
 */
public final class IsolatedThreads implements Executor, ThreadFactory {

	private final AtomicLong count = new AtomicLong();

	private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

	private final int priority = Thread.currentThread().getPriority();

	private final String prefix;

	/**
	 * Create a source of threads.
	 * @param prefix what their names begin with, before a number
	 */
	public IsolatedThreads(String prefix) {
		this.prefix = prefix;
	}

	@Override
	public void execute(Runnable task) {
		newThread(task).start();
	}

	@Override
	@SuppressWarnings("ThreadPriorityCheck") // Kept from changing, not relied on
	public Thread newThread(Runnable task) {
		Thread thread = new Thread(null, task, this.prefix + this.count.incrementAndGet(), 0, false);
		thread.setDaemon(true);
		thread.setPriority(this.priority);
		thread.setContextClassLoader(this.classLoader);
		return thread;
	}

	/**
	 * Run code of somebody else on this thread, and give the thread its name, context
	 * class loader, priority and handler of uncaught exceptions back.
	 * @param code the code
	 */
	public static void runAndRestore(Runnable code) {
		ThreadState state = ThreadState.current();
		try {
			code.run();
		}
		finally {
			state.restore();
		}
	}

}

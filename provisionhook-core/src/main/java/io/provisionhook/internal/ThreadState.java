package io.provisionhook.internal;

import java.lang.Thread.UncaughtExceptionHandler;

import org.jspecify.annotations.Nullable;

/**
 * State of a thread that a plugin can change, saved to be restored later. Thread-local
 * variables are not part of it.
 *
 * @param thread the thread
 * @param name its name
 * @param classLoader its context class loader
 * @param priority its priority
 * @param handler its uncaught exception handler
 */
public record ThreadState(Thread thread, String name, @Nullable ClassLoader classLoader, int priority,
		UncaughtExceptionHandler handler) {

	/**
	 * Save the state of the current thread.
	 * @return the state
	 */
	public static ThreadState current() {
		Thread thread = Thread.currentThread();
		return new ThreadState(thread, thread.getName(), thread.getContextClassLoader(), thread.getPriority(),
				thread.getUncaughtExceptionHandler());
	}

	/**
	 * Restore the state of the thread.
	 */
	@SuppressWarnings("ThreadPriorityCheck") // Restored, not relied on
	public void restore() {
		if (!this.thread.getName().equals(this.name)) {
			this.thread.setName(this.name);
		}
		if (this.thread.getContextClassLoader() != this.classLoader) {
			this.thread.setContextClassLoader(this.classLoader);
		}
		if (this.thread.getPriority() != this.priority) {
			this.thread.setPriority(this.priority);
		}
		if (this.thread.getUncaughtExceptionHandler() != this.handler) {
			this.thread.setUncaughtExceptionHandler(this.handler);
		}
	}

}

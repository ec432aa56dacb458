package io.provisionhook.internal;

import java.lang.Thread.UncaughtExceptionHandler;

import org.jspecify.annotations.Nullable;

/**
 * What a plugin can change of the thread that it runs on, and a thread can be given back.
 * Thread-local variables are not part of it.
 *
 * @param thread the thread
 * @param name its name
 * @param classLoader its context class loader
 * @param priority its priority
 * @param handler what it does about exceptions that nobody catches
 */
public record ThreadState(Thread thread, String name, @Nullable ClassLoader classLoader, int priority,
		UncaughtExceptionHandler handler) {

	/**
	 * Return the state of the current thread.
	 * @return the state as it is now
	 */
	public static ThreadState current() {
		Thread thread = Thread.currentThread();
		return new ThreadState(thread, thread.getName(), thread.getContextClassLoader(), thread.getPriority(),
				thread.getUncaughtExceptionHandler());
	}

	/**
	 * Give the thread its state back.
	 */
	@SuppressWarnings("ThreadPriorityCheck") // Kept from changing, not relied on
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

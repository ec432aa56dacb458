package io.provisionhook;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/**
 * State that a plugin can leave on a thread, and the state that the next task finds.
 */
public final class ThreadTraces {

	private final ClassLoader classLoader = new URLClassLoader(new URL[0], null);

	private final Thread.UncaughtExceptionHandler handler = new ThreadGroup("left");

	private final ThreadLocal<String> local = new ThreadLocal<>();

	private final InheritableThreadLocal<String> inheritable = new InheritableThreadLocal<>();

	/**
	 * Leave a trace of each kind on this thread.
	 */
	public void leaveAll() {
		leaveOnThread();
		this.local.set("left");
		this.inheritable.set("left");
	}

	/**
	 * Leave what a thread can be given back: all but thread-local variables.
	 */
	@SuppressWarnings("ThreadPriorityCheck") // Left for others, not relied on
	public void leaveOnThread() {
		Thread thread = Thread.currentThread();
		thread.setName("left");
		thread.setContextClassLoader(this.classLoader);
		thread.setPriority(Thread.MIN_PRIORITY);
		thread.setUncaughtExceptionHandler(this.handler);
	}

	/**
	 * Find the traces on this thread.
	 * @return the kinds of the traces that were found
	 */
	public List<String> found() {
		Thread thread = Thread.currentThread();
		List<String> found = new ArrayList<>();
		add(found, "name", thread.getName().equals("left"));
		add(found, "class loader", thread.getContextClassLoader() == this.classLoader);
		add(found, "priority", thread.getPriority() == Thread.MIN_PRIORITY);
		add(found, "handler", thread.getUncaughtExceptionHandler() == this.handler);
		add(found, "local", this.local.get() != null);
		add(found, "inheritable", this.inheritable.get() != null);
		add(found, "interruption", thread.isInterrupted());
		return found;
	}

	private static void add(List<String> found, String kind, boolean there) {
		if (there) {
			found.add(kind);
		}
	}

}

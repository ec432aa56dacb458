package io.provisionhook.workspace.process;

/**
 * Makes threads that do not keep the JVM alive.
 */
final class DaemonThread {

	private DaemonThread() {
	}

	static Thread of(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

}

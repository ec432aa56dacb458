package io.provisionhook;

import org.jspecify.annotations.Nullable;

/**
 * The thread that is in a plugin's code, as long as it is: so that it is interrupted
 * there and not in whatever it does afterwards.
 */
final class PluginThread {

	private final AbandonedThreads abandoned;

	private final TimeSource time;

	private @Nullable Thread thread;

	private boolean givenUp;

	private volatile String mutatorName = "";

	private volatile long deadline;

	PluginThread(RunContext run) {
		this.abandoned = run.settings().abandoned();
		this.time = run.time();
	}

	/**
	 * Called by a thread before it goes into a plugin's code.
	 * @return whether it may; it may not if it was given up on before it came
	 */
	synchronized boolean enter() {
		if (!this.givenUp) {
			this.thread = Thread.currentThread();
		}
		return !this.givenUp;
	}

	/**
	 * Called by that thread when it has come back.
	 */
	synchronized void exit() {
		this.thread = null;
		if (this.givenUp) {
			this.abandoned.remove(this);
			// It was meant for the plugin, not for what this thread does next
			Thread.interrupted();
		}
	}

	/**
	 * Interrupt the thread and stop waiting for it.
	 * @param mutatorName whose code it is in
	 * @param deadline the deadline of that mutator
	 * @return where it was, empty if it was in no plugin's code
	 */
	synchronized StackTraceElement[] giveUp(String mutatorName, long deadline) {
		this.mutatorName = mutatorName;
		this.deadline = deadline;
		this.givenUp = true;
		Thread inside = this.thread;
		if (inside == null) {
			return new StackTraceElement[0];
		}
		StackTraceElement[] stack = inside.getStackTrace();
		this.abandoned.add(this);
		inside.interrupt();
		return stack;
	}

	String mutatorName() {
		return this.mutatorName;
	}

	boolean isOverdue() {
		return this.time.nanoTime() - this.deadline >= 0;
	}

}

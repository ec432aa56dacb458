package io.provisionhook;

import java.time.Duration;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisioningStep.Kind;

/**
 * A call of a plugin's code, a fetch or a turn, which one thread makes while another
 * waits for it. It ends once: when the plugin comes back, or when the one that waits
 * gives it up, whichever is first.
 */
abstract sealed class PluginCall permits Fetch, MutatorExecution {

	private final ChainRun run;

	private final Registration registration;

	private final ObservedScope scope;

	private volatile @Nullable Thread thread;

	private volatile @Nullable End end;

	PluginCall(ChainRun run, Registration registration) {
		this.run = run;
		this.registration = registration;
		this.scope = ObservedScope.of(run.settings().observer());
	}

	final ChainRun run() {
		return this.run;
	}

	final Registration registration() {
		return this.registration;
	}

	final ObservedScope scope() {
		return this.scope;
	}

	/**
	 * Called by a thread before it goes into the plugin's code.
	 * @return whether it may; it may not if it was given up on before it came
	 */
	final synchronized boolean enter() {
		if (this.end == null) {
			this.thread = Thread.currentThread();
		}
		return this.end == null;
	}

	/**
	 * Return whether a thread has gone into the plugin's code.
	 * @return whether one has; if it has ended otherwise, none will
	 */
	final boolean isEntered() {
		return this.thread != null;
	}

	/**
	 * Called by that thread when it has come back.
	 */
	final synchronized void exit() {
		if (this.run.settings().abandoned().remove(this)) {
			// It was meant for the plugin, not for what this thread does next
			Thread.interrupted();
		}
	}

	/**
	 * End it because the plugin has come back.
	 * @param failure what was in the way, {@code null} if nothing was
	 * @param time when that was
	 * @return whether this ended it; if not, it was given up on before
	 */
	final synchronized boolean end(@Nullable Throwable failure, long time) {
		if (this.end != null) {
			return false;
		}
		this.end = new End(failure, time);
		return true;
	}

	/**
	 * Interrupt the thread that is in the plugin's code, and wait for it no longer.
	 * @param reason why, given where that thread is; that is empty if none is there
	 * @return whether this ended it; if not, the plugin had come back before
	 */
	final synchronized boolean giveUp(Function<StackTraceElement[], Throwable> reason) {
		if (this.end != null) {
			return false;
		}
		Thread inside = hasTime() ? this.thread : null;
		this.end = new End(reason.apply((inside != null) ? inside.getStackTrace() : new StackTraceElement[0]),
				this.run.time().nanoTime());
		if (inside != null) {
			this.run.settings().abandoned().add(this);
			inside.interrupt();
		}
		return true;
	}

	final boolean isEnded() {
		return this.end != null;
	}

	/**
	 * Return whether the plugin may do something on this thread.
	 * @return whether it is called there and was not given up on
	 */
	final boolean isOpenHere() {
		return this.end == null && this.thread == Thread.currentThread();
	}

	/**
	 * Return what was in the way.
	 * @return the failure; {@code null} if there was none, or it has not ended
	 */
	final @Nullable Throwable failure() {
		End ended = this.end;
		return (ended != null) ? ended.failure() : null;
	}

	/**
	 * Return when it ended.
	 * @return the time by {@link TimeSource#nanoTime()}; the present if it has not
	 */
	final long endTime() {
		End ended = this.end;
		return (ended != null) ? ended.time() : this.run.time().nanoTime();
	}

	/**
	 * Return how long it took.
	 * @return the time in nanoseconds, so far if it has not ended
	 */
	final long duration() {
		return endTime() - startTime();
	}

	/**
	 * Report it, once it has ended, as a step of the run.
	 * @param runStart when the run began
	 * @return when it began, how long it took and how it ended
	 */
	final ProvisioningStep step(long runStart) {
		return new ProvisioningStep(this.registration.name(), kind(), Duration.ofNanos(startTime() - runStart),
				Duration.ofNanos(duration()), outcome());
	}

	final boolean isOverdue() {
		return this.run.time().nanoTime() - deadline() >= 0;
	}

	abstract Kind kind();

	/**
	 * Return when the plugin's code was called.
	 * @return the time by {@link TimeSource#nanoTime()}
	 */
	abstract long startTime();

	abstract MutatorOutcome outcome();

	/**
	 * Return when it has to be over.
	 * @return the deadline by {@link TimeSource#nanoTime()}
	 */
	abstract long deadline();

	/**
	 * Return whether a thread that enters goes into the plugin's code at all.
	 * @return whether there is time for that
	 */
	abstract boolean hasTime();

	/**
	 * How it ended.
	 *
	 * @param failure what was in the way
	 * @param time when that was
	 */
	private record End(@Nullable Throwable failure, long time) {
	}

}

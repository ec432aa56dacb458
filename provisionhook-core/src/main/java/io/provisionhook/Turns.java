package io.provisionhook;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * When the turns of a leg began, when each has to be over, and what came of it. Written
 * by the thread that takes the turns before it moves the position on, and read by others
 * only of turns that the position has passed, or is at.
 */
final class Turns {

	private final RunContext run;

	private final Fetches fetches;

	private final int first;

	private final long[] starts;

	private final long[] durations;

	private final @Nullable TurnLog[] logs;

	/**
	 * Create the turns of a leg, the first of which begins now.
	 * @param run the run
	 * @param fetches its fetches
	 * @param first the index of the first mutator
	 */
	Turns(RunContext run, Fetches fetches, int first) {
		int length = run.chain().size() - first;
		this.run = run;
		this.fetches = fetches;
		this.first = first;
		this.starts = new long[length];
		this.durations = new long[length];
		this.logs = new TurnLog[length];
		this.starts[0] = run.time().nanoTime();
	}

	void begin(int index, long now) {
		this.starts[index - this.first] = now;
	}

	void end(int index, long duration, @Nullable TurnLog log) {
		this.durations[index - this.first] = duration;
		this.logs[index - this.first] = log;
	}

	long start(int index) {
		return this.starts[index - this.first];
	}

	long duration(int index) {
		return this.durations[index - this.first];
	}

	@Nullable TurnLog log(int index) {
		return this.logs[index - this.first];
	}

	/**
	 * Return when a turn has to be over.
	 * @param index the index of the mutator
	 * @return the deadline by {@link TimeSource#nanoTime()}
	 */
	long deadline(int index) {
		long deadline = start(index) + this.run.chain().get(index).policy().timeoutNanos() - fetchDuration(index);
		long runDeadline = this.run.context().nanoDeadline();
		return (deadline - runDeadline < 0) ? deadline : runDeadline;
	}

	/**
	 * Return what to throw because a turn is not over in time.
	 * @param index the index of the mutator
	 * @param stack where the mutator is
	 * @return what tells how much time it had, its fetch included
	 */
	DeadlineExceededException late(int index, StackTraceElement... stack) {
		Fetch<?> fetch = this.fetches.get(index);
		if (fetch != null && fetch.failure() instanceof DeadlineExceededException late) {
			return late;
		}
		long allowed = Math.max(deadline(index) - start(index) + fetchDuration(index), 0);
		return new DeadlineExceededException(Duration.ofNanos(allowed), stack);
	}

	private long fetchDuration(int index) {
		Fetch<?> fetch = this.fetches.get(index);
		return (fetch != null) ? fetch.duration() : 0;
	}

}

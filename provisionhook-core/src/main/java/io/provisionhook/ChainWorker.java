package io.provisionhook;

import java.util.Iterator;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.TimeSource;

/**
 * Takes the turns of a run on one thread, one after another, to the end of the chain or
 * to a failure that aborts it; and lets the caller wait for that, no longer than the turn
 * that is under way may take.
 */
final class ChainWorker implements Runnable {

	private final ChainRun run;

	private final Iterator<MutatorExecution> remaining;

	private final Variables written;

	private final Thread caller = Thread.currentThread();

	private volatile MutatorExecution current;

	private volatile long awaited;

	private volatile boolean done;

	private boolean interrupted;

	private @Nullable Throwable brokenBy;

	/**
	 * Create a worker, whose first turn begins now.
	 * @param run the run
	 * @param remaining the mutators that have not had their turn
	 * @param written what those before them wrote, and these will
	 */
	ChainWorker(ChainRun run, Iterator<MutatorExecution> remaining, Variables written) {
		this.run = run;
		this.remaining = remaining;
		this.written = written;
		this.current = remaining.next();
		this.current.begin(written, run.time().nanoTime());
	}

	/**
	 * Return whose turn it is, or was last.
	 * @return the mutator
	 */
	MutatorExecution current() {
		return this.current;
	}

	@Override
	public void run() {
		MutatorExecution turn = this.current;
		if (turn.enter()) {
			try {
				while (turn != null) {
					turn = take(turn);
				}
			}
			catch (RuntimeException | Error ex) {
				breakOff(ex);
			}
			finally {
				if (Thread.currentThread() != this.caller) {
					this.interrupted = Thread.interrupted();
				}
				this.current.exit();
				this.done = true;
				LockSupport.unpark(this.caller);
			}
		}
	}

	private @Nullable MutatorExecution take(MutatorExecution turn) {
		Throwable failure = turn.call();
		MutatorExecution next = null;
		boolean mine;
		synchronized (this) {
			mine = turn.end(failure, turn.returnedAt());
			if (mine) {
				next = moveOn(turn);
			}
		}
		turn.scope().close();
		if (mine) {
			turn.stopScope();
		}
		return next;
	}

	// As a rule because instrumentation is out of memory
	private void breakOff(Throwable thrown) {
		this.brokenBy = thrown;
		if (this.current.end(thrown, this.run.time().nanoTime())) {
			this.current.stopScope();
		}
	}

	// The thread is never between two turns, so that whatever it hangs in can be given up
	private @Nullable MutatorExecution moveOn(MutatorExecution turn) {
		if (turn.failure() == null) {
			turn.apply();
		}
		if (!turn.goesOn() || !this.remaining.hasNext()) {
			return null;
		}
		MutatorExecution next = this.remaining.next();
		next.begin(this.written, turn.endTime());
		next.enter();
		this.current = next;
		if (next.deadline() - this.awaited < 0) {
			LockSupport.unpark(this.caller);
		}
		return next;
	}

	/**
	 * Wait for the turns.
	 * @return the last one that was taken, or was given up on
	 */
	MutatorExecution await() {
		TimeSource time = this.run.time();
		while (!this.done) {
			MutatorExecution turn = this.current;
			// Instrumentation that hangs must not keep the run from ending
			long deadline = turn.isEnded() ? this.run.context().nanoDeadline() : turn.deadline();
			boolean cancelled = Thread.currentThread().isInterrupted();
			if (!cancelled && deadline - time.nanoTime() > 0) {
				park(turn, deadline);
			}
			else if (turn.giveUp(cancelled) || isLast(turn)) {
				return turn;
			}
		}
		if (this.interrupted) {
			Thread.currentThread().interrupt();
		}
		if (this.brokenBy instanceof Error error) {
			throw error;
		}
		if (this.brokenBy != null) {
			throw new IllegalStateException(this.brokenBy);
		}
		return this.current;
	}

	private void park(MutatorExecution turn, long deadline) {
		this.awaited = deadline;
		if (turn == this.current && !this.done) {
			this.run.time().parkUntil(this, deadline);
		}
	}

	// Of a turn that has ended: the next one begins together with that
	private synchronized boolean isLast(MutatorExecution turn) {
		return turn == this.current;
	}

}

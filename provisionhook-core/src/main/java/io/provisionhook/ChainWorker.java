package io.provisionhook;

import java.util.Iterator;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.TimeSource;

/**
 * Executes the turns of a run on one thread, one after another, until the end of the
 * chain or a failure that aborts the run. The caller waits for it, but not beyond the
 * deadline of the current turn.
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

	private @Nullable Throwable unexpectedFailure;

	/**
	 * Create a worker. Its first turn begins now.
	 * @param run the run
	 * @param remaining the mutators without a turn so far
	 * @param written the layer for the writes of the run
	 */
	ChainWorker(ChainRun run, Iterator<MutatorExecution> remaining, Variables written) {
		this.run = run;
		this.remaining = remaining;
		this.written = written;
		this.current = remaining.next();
		this.current.begin(written, run.time().nanoTime());
	}

	/**
	 * Return the current or last turn.
	 * @return the execution of its mutator
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
					turn = execute(turn);
				}
			}
			catch (RuntimeException | Error ex) {
				fail(ex);
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

	private @Nullable MutatorExecution execute(MutatorExecution turn) {
		Throwable failure = turn.call();
		MutatorExecution next = null;
		boolean ended;
		synchronized (this) {
			ended = turn.end(failure, turn.returnedAt());
			if (ended) {
				next = beginNext(turn);
			}
		}
		turn.scope().close();
		if (ended) {
			turn.stopScope();
		}
		return next;
	}

	// Usually because instrumentation ran out of memory
	private void fail(Throwable thrown) {
		this.unexpectedFailure = thrown;
		if (this.current.end(thrown, this.run.time().nanoTime())) {
			this.current.stopScope();
		}
	}

	// The next turn begins here, so that a hang between two turns has a deadline as well
	private @Nullable MutatorExecution beginNext(MutatorExecution turn) {
		if (turn.failure() == null) {
			turn.apply();
		}
		if (!turn.continuesRun() || !this.remaining.hasNext()) {
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
	 * @return the last turn that was executed or abandoned
	 */
	MutatorExecution await() {
		TimeSource time = this.run.time();
		while (!this.done) {
			MutatorExecution turn = this.current;
			// Instrumentation that hangs must not prevent the end of the run
			long deadline = turn.isEnded() ? this.run.context().nanoDeadline() : turn.deadline();
			boolean cancelled = Thread.currentThread().isInterrupted();
			if (!cancelled && deadline - time.nanoTime() > 0) {
				park(turn, deadline);
			}
			else if (turn.abandon(cancelled) || isLast(turn)) {
				return turn;
			}
		}
		if (this.interrupted) {
			Thread.currentThread().interrupt();
		}
		if (this.unexpectedFailure instanceof Error error) {
			throw error;
		}
		if (this.unexpectedFailure != null) {
			throw new IllegalStateException(this.unexpectedFailure);
		}
		return this.current;
	}

	private void park(MutatorExecution turn, long deadline) {
		this.awaited = deadline;
		if (turn == this.current && !this.done) {
			this.run.time().parkUntil(this, deadline);
		}
	}

	// The end of a turn and the start of the next one are atomic
	private synchronized boolean isLast(MutatorExecution turn) {
		return turn == this.current;
	}

}

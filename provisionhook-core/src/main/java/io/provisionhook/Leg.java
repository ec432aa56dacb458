package io.provisionhook;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A stretch of a run that one thread takes in one go: to the end of the chain, or to a
 * mutator that fails or whose fetch is not there yet.
 * <p>
 * The position is what the thread that takes the turns and the one that waits for it
 * agree by. As long as it is the index of a mutator, it is that mutator's turn: the
 * mutator's environment is open then and not before or after. Either thread ends a turn
 * by moving the position, and only one of them can: so a turn that was given up on is
 * over whatever the mutator does, and what it does reaches nothing, since the run goes on
 * without anything of this leg that the mutator could still change.
 */
final class Leg implements Runnable {

	private static final int GIVEN_UP = Integer.MIN_VALUE;

	private final RunContext run;

	private final Fetches fetches;

	private final Overlay overlay;

	private final int first;

	private final AtomicInteger position;

	private final Turns turns;

	private final PluginThread thread;

	private final WatchedTurns watched;

	private final Thread caller = Thread.currentThread();

	private volatile @Nullable Thread worker;

	private volatile boolean ended;

	private volatile long awaited;

	private boolean interrupted;

	private @Nullable Throwable failure;

	private int taken;

	Leg(RunContext run, Fetches fetches, Overlay overlay, int first) {
		this.run = run;
		this.fetches = fetches;
		this.overlay = overlay;
		this.first = first;
		this.position = new AtomicInteger(first);
		this.turns = new Turns(run, fetches, first);
		this.watched = new WatchedTurns(run, first);
		this.thread = new PluginThread(run);
		this.awaited = this.turns.start(first);
	}

	@Override
	public void run() {
		if (Thread.currentThread() == this.caller && position() == this.first) {
			takeTurns();
			this.ended = true;
		}
		else if (this.thread.enter()) {
			try {
				takeTurns();
			}
			finally {
				this.interrupted = Thread.interrupted();
				this.thread.exit();
				this.ended = true;
				LockSupport.unpark(this.caller);
			}
		}
	}

	private void takeTurns() {
		this.worker = Thread.currentThread();
		try {
			int index = this.first;
			while (index >= 0) {
				index = takeTurn(index);
			}
		}
		catch (RuntimeException | Error ex) {
			this.failure = ex;
			int open = this.position.get();
			if (open >= 0 && this.position.compareAndSet(open, ~open)) {
				end(open, outcomeOf(open), error());
			}
		}
	}

	private int takeTurn(int index) {
		MutatorEnv env = new MutatorEnv(this, index, registration(index));
		long deadline = this.turns.deadline(index);
		long start = this.turns.start(index);
		if (deadline - this.awaited < 0) {
			LockSupport.unpark(this.caller);
		}
		if (this.watched.begin(index)) {
			start = this.run.time().nanoTime();
		}
		Throwable thrown = (start - deadline < 0) ? mutateAndRestore(index, env, deadline) : this.turns.late(index);
		long end = this.run.time().nanoTime();
		if (thrown == null && end - deadline > 0) {
			thrown = this.turns.late(index);
		}
		this.turns.end(index, end - start, env.written());
		int next = goesOn(index + 1) ? index + 1 : ~(index + 1);
		if (thrown != null) {
			this.failure = failureOf(index, thrown);
			next = ~index;
		}
		else if (next > 0) {
			this.turns.begin(next, end);
		}
		boolean mine = this.position.compareAndSet(index, next);
		env.close();
		this.watched.left(index);
		if (mine) {
			end(index, outcomeOf(index), error());
		}
		return mine ? next : GIVEN_UP;
	}

	private @Nullable Throwable mutateAndRestore(int index, MutatorEnv env, long deadline) {
		ThreadState state = ThreadState.current();
		Throwable thrown = mutate(index, env, deadline);
		state.restore();
		return thrown;
	}

	private @Nullable Throwable mutate(int index, MutatorEnv env, long deadline) {
		Registration registration = registration(index);
		if (Thread.currentThread().isInterrupted()) {
			return RunCancelledException.at(registration.name());
		}
		try {
			ProvisionContext context = this.run.context().until(deadline);
			Fetch<?> fetch = this.fetches.get(index);
			if (fetch != null) {
				fetch.apply(context, env);
			}
			else {
				registration.mutator().mutateEnv(context, env);
			}
			return null;
		}
		catch (Throwable ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			return ex;
		}
	}

	private boolean goesOn(int index) {
		if (index == this.run.chain().size()) {
			return false;
		}
		Fetch<?> fetch = this.fetches.get(index);
		return fetch == null || fetch.isDone();
	}

	private Throwable failureOf(int index, Throwable thrown) {
		return (thrown instanceof RunCancelledException || thrown instanceof OutOfMemoryError) ? thrown
				: this.run.failureOf(registration(index), thrown);
	}

	private MutatorOutcome outcomeOf(int index) {
		return (this.failure != null) ? RunContext.outcomeOf(registration(index), this.failure)
				: MutatorOutcome.SUCCESS;
	}

	private @Nullable ProvisionhookException error() {
		return (this.failure instanceof ProvisionhookException error) ? error : null;
	}

	private Registration registration(int index) {
		return this.run.chain().get(index);
	}

	TimeSource time() {
		return this.run.time();
	}

	RunSettings settings() {
		return this.run.settings();
	}

	/**
	 * Return what the run has written, for the mutator whose turn it is.
	 * @return the overlay
	 */
	Overlay overlay() {
		return this.overlay;
	}

	boolean isOpen(int index) {
		return this.position.get() == index && Thread.currentThread() == this.worker;
	}

	/**
	 * Return whether there is time for the first turn. If there is none, the mutator is
	 * not run, and the turn takes nothing but saying so.
	 * @return whether another thread is needed
	 */
	boolean hasTime() {
		return this.turns.deadline(this.first) - this.turns.start(this.first) > 0;
	}

	/**
	 * Return whose turn it is.
	 * @return the index of a mutator; negative if the leg is over
	 */
	int position() {
		return this.position.get();
	}

	/**
	 * Return where the run has to go on.
	 * @return the index of the mutator that failed, or else of the next one
	 */
	int next() {
		int position = this.position.get();
		return (position == GIVEN_UP) ? this.taken : ~position;
	}

	/**
	 * Return whether the thread has left, instrumentation included.
	 * @return whether there is nothing more to wait for
	 */
	boolean hasEnded() {
		return this.ended;
	}

	/**
	 * Return whether the thread was left interrupted, once it has ended.
	 * @return whether the caller has to be interrupted instead
	 */
	boolean wasInterrupted() {
		return this.ended && this.interrupted;
	}

	@Nullable Throwable failure() {
		return this.failure;
	}

	Turns turns() {
		return this.turns;
	}

	/**
	 * Called before the caller waits for the end of a turn, to be woken if a later one
	 * has to be over earlier than that.
	 * @param index the index of the mutator whose turn it is
	 * @param deadline when it has to be over
	 * @return whether it still is that mutator's turn
	 */
	boolean isWorthWaiting(int index, long deadline) {
		this.awaited = deadline;
		return this.position.get() == index;
	}

	/**
	 * End a turn from outside.
	 * @param index the index of the mutator whose turn it is
	 * @return whether this ended it; if not, the mutator just has
	 */
	boolean take(int index) {
		this.taken = index;
		return this.position.compareAndSet(index, GIVEN_UP);
	}

	/**
	 * Leave the thread to itself, after its turn was taken from it.
	 * @param index the index of the mutator that it is in
	 * @return what it exceeded, and where it was
	 */
	DeadlineExceededException abandon(int index) {
		return this.turns.late(index, this.thread.giveUp(registration(index).name(), this.turns.deadline(index)));
	}

	/**
	 * Say how a turn ended. Called once for each turn, by the thread that ended it.
	 * @param index the index of the mutator
	 * @param outcome how it ended
	 * @param error what failed, or {@code null} if nothing did
	 */
	void end(int index, MutatorOutcome outcome, @Nullable ProvisionhookException error) {
		this.watched.end(index, outcome, error);
	}

}

package io.provisionhook.benchmarks.stress;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;

/**
 * An executor that hands the first task of a run to the other thread of a test and brings
 * both threads to the mutator's deadline together: the mutator writes just before, the
 * caller gives up just after. Further tasks run on the calling thread.
 */
final class HandOver implements Executor {

	/**
	 * Long enough for the other thread to begin the turn.
	 */
	static final Duration TIMEOUT = Duration.ofNanos(40_000);

	/**
	 * A turn takes up to 2 to the power of this in nanoseconds to end after the mutator
	 * has written: little in compiled code, much in code that is interpreted.
	 */
	private static final int SPREAD = 14;

	private volatile boolean ready;

	private volatile @Nullable Runnable task;

	private volatile long deadline;

	/**
	 * Wait until the other thread is there, since the time runs from when the run begins.
	 */
	void awaitWorker() {
		Waiting.until(() -> this.ready);
	}

	@Override
	public void execute(Runnable command) {
		if (this.task != null) {
			command.run();
			return;
		}
		this.deadline = System.nanoTime() + TIMEOUT.toNanos();
		this.task = command;
		while (System.nanoTime() - this.deadline < 0) {
			Thread.onSpinWait();
		}
	}

	/**
	 * Run the task on this thread, as soon as it is there.
	 */
	void work() {
		this.ready = true;
		Waiting.until(() -> this.task != null);
		Objects.requireNonNull(this.task).run();
	}

	/**
	 * Create a mutator that writes the variable of its own name in the last moment.
	 * @param name the name
	 * @return the mutator
	 */
	EnvMutator lateWriter(String name) {
		return EnvMutator.of(name, (context, env) -> {
			waitForDeadline(context);
			env.put(name, "written");
		});
	}

	private void waitForDeadline(ProvisionContext context) {
		long exact = System.nanoTime() + context.remaining().toNanos();
		ThreadLocalRandom random = ThreadLocalRandom.current();
		long moment = exact - random.nextInt(1 << random.nextInt(SPREAD + 1));
		this.deadline = exact;
		while (System.nanoTime() - moment < 0) {
			Thread.onSpinWait();
		}
	}

}

package io.provisionhook;

import org.jspecify.annotations.Nullable;

import io.provisionhook.report.MutatorOutcome;

/**
 * Opens a scope around each run, each fetch and each turn of a mutator, on the thread
 * that it takes place on: the place for traces and timers. A turn that gets no thread in
 * its time, and therefore runs nothing, has its scope on the calling thread. What it
 * throws is logged and changes no outcome. What time it takes is missing from that of the
 * mutators, whose deadlines hold for it too. Has to be thread-safe.
 *
 * @since 0.1.0
 * @see RunListener
 */
public interface RunObserver {

	/**
	 * Called before the first fetch and the first turn, on the thread that called for the
	 * run. Not called if there are no mutators.
	 * @param context what is known about the workspace
	 * @return the scope of the run
	 */
	default Scope runStarted(ProvisionContext context) {
		return Scope.NONE;
	}

	/**
	 * Called before the fetch of a {@link FetchingEnvMutator}.
	 * @param context what is known about the workspace
	 * @param mutatorName the mutator's name
	 * @return the scope of the fetch
	 */
	default Scope fetchStarted(ProvisionContext context, String mutatorName) {
		return Scope.NONE;
	}

	/**
	 * Called before a mutator has its turn.
	 * @param context what is known about the workspace
	 * @param mutatorName the mutator's name
	 * @return the scope of the turn
	 */
	default Scope turnStarted(ProvisionContext context, String mutatorName) {
		return Scope.NONE;
	}

	/**
	 * The scope of a run, a fetch or a turn.
	 */
	@FunctionalInterface
	interface Scope {

		/**
		 * Does nothing.
		 */
		Scope NONE = (outcome, error) -> {
		};

		/**
		 * Called on the thread that opened the scope when that thread has come back, the
		 * place to undo what is bound to a thread. As a rule just before
		 * {@link #stopped}; long after it, or never, if a mutator goes on beyond its
		 * deadline.
		 */
		default void close() {
		}

		/**
		 * Called exactly once, as soon as it is known how it ended, with what the report
		 * says. If a mutator was given up on, that is as a rule on the thread that called
		 * for the run.
		 * @param outcome how it ended
		 * @param error what failed, redacted and without its cause, or {@code null} if
		 * nothing did
		 */
		void stopped(MutatorOutcome outcome, @Nullable ProvisionhookException error);

	}

}

package io.provisionhook;

import org.jspecify.annotations.Nullable;

import io.provisionhook.report.MutatorOutcome;

/**
 * Observes runs, for traces and timers: opens a scope around each run, each fetch and
 * each turn of a mutator, on the thread that executes it. If a turn gets no thread before
 * its deadline, its scope is opened on the thread that called {@link Registry#run}.
 * <p>
 * Exceptions of an observer are logged and change no outcome. The time that an observer
 * takes counts towards the deadlines of the mutators, so observers must be fast.
 * Implementations must be thread-safe.
 *
 * @since 0.1.0
 * @see RunListener
 */
public interface RunObserver {

	/**
	 * Called before the first fetch and the first turn, on the thread that called
	 * {@link Registry#run}. Not called if there are no mutators.
	 * @param context the context of the run
	 * @return the scope of the run
	 */
	default Scope runStarted(ProvisionContext context) {
		return Scope.NONE;
	}

	/**
	 * Called before the fetch of a {@link FetchingEnvMutator}.
	 * @param context the context of the run
	 * @param mutatorName the mutator's name
	 * @return the scope of the fetch
	 */
	default Scope fetchStarted(ProvisionContext context, String mutatorName) {
		return Scope.NONE;
	}

	/**
	 * Called before the turn of a mutator.
	 * @param context the context of the run
	 * @param mutatorName the mutator's name
	 * @return the scope of the turn
	 */
	default Scope turnStarted(ProvisionContext context, String mutatorName) {
		return Scope.NONE;
	}

	/**
	 * Scope of a run, a fetch or a turn.
	 */
	@FunctionalInterface
	interface Scope {

		/**
		 * Scope that does nothing.
		 */
		Scope NONE = (outcome, error) -> {
		};

		/**
		 * Called on the thread that opened the scope, when the observed code has returned
		 * to it. Use it to remove thread-bound state. Usually called just before
		 * {@link #stopped}; if a mutator runs beyond its deadline, called long after it,
		 * or never.
		 */
		default void close() {
		}

		/**
		 * Called exactly once, as soon as the outcome is known. If a mutator was
		 * abandoned at its deadline, this is usually called on the thread that called
		 * {@link Registry#run}.
		 * @param outcome the outcome, as in the report
		 * @param error the failure, redacted and without its cause, or {@code null} if
		 * there is none
		 */
		void stopped(MutatorOutcome outcome, @Nullable ProvisionhookException error);

	}

}

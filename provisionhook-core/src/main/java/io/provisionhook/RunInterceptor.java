package io.provisionhook;

import org.jspecify.annotations.Nullable;

/**
 * Watches runs, for instrumentation: the run as a whole on the thread that called for it,
 * and each fetch and each mutator on the thread that it runs on; a turn for which no time
 * is left, and which therefore runs nothing, on the calling thread. What it throws is
 * logged and changes no outcome. What time it takes is missing from that of the mutators,
 * whose deadlines hold for it too. Has to be thread-safe.
 *
 * @since 0.1.0
 */
public interface RunInterceptor {

	/**
	 * Watches nothing.
	 */
	RunInterceptor NONE = new RunInterceptor() {
	};

	/**
	 * Called before the first fetch and the first mutator. Not called if there are no
	 * mutators.
	 * @param context what is known about the workspace
	 * @return told how the run ended
	 */
	default Completion beforeRun(ProvisionContext context) {
		return Completion.NONE;
	}

	/**
	 * Called before the fetch of a {@link FetchingEnvMutator}.
	 * @param context what is known about the workspace
	 * @param mutatorName the mutator's name
	 * @return told how the fetch ended
	 */
	default Completion beforeFetch(ProvisionContext context, String mutatorName) {
		return Completion.NONE;
	}

	/**
	 * Called before a mutator has its turn.
	 * @param context what is known about the workspace
	 * @param mutatorName the mutator's name
	 * @return told how the turn ended
	 */
	default Completion beforeMutator(ProvisionContext context, String mutatorName) {
		return Completion.NONE;
	}

	/**
	 * Called with the report of each run that had a mutator, also of one that failed,
	 * after its completion was told.
	 * @param context what is known about the workspace
	 * @param report what the run did
	 */
	default void afterRun(ProvisionContext context, RunReport report) {
	}

	/**
	 * Told how something ended.
	 */
	@FunctionalInterface
	interface Completion {

		/**
		 * Wants to be told nothing.
		 */
		Completion NONE = (outcome, error) -> {
		};

		/**
		 * Called on the thread that began it when that thread has come back, the place to
		 * close what is bound to a thread. As a rule just before {@link #ended}; long
		 * after it, or never, if a mutator goes on beyond its deadline.
		 */
		default void left() {
		}

		/**
		 * Called exactly once, as soon as it is known how it ended, with what the report
		 * says. If a mutator was given up on, that is as a rule on the thread that called
		 * for the run.
		 * @param outcome how it ended
		 * @param error what failed, redacted and without its cause, or {@code null} if
		 * nothing did
		 */
		void ended(MutatorOutcome outcome, @Nullable ProvisionhookException error);

	}

}

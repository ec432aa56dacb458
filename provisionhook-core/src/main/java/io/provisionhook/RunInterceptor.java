package io.provisionhook;

import org.jspecify.annotations.Nullable;

/**
 * Watches runs, for instrumentation. Called on the thread that runs the mutators, before
 * and after the run and each mutator; it can't change an outcome: what it throws is
 * logged and otherwise ignored. Has to be thread-safe.
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
	 * Called before the first mutator. Not called if there are no mutators.
	 * @param context what is known about the workspace
	 * @return told how the run ended
	 */
	default Completion beforeRun(ProvisionContext context) {
		return Completion.NONE;
	}

	/**
	 * Called before a mutator.
	 * @param context what is known about the workspace
	 * @param mutatorName the mutator's name
	 * @return told how the mutator ended
	 */
	default Completion beforeMutator(ProvisionContext context, String mutatorName) {
		return Completion.NONE;
	}

	/**
	 * Told how something ended; closed exactly once, on the thread that began it.
	 */
	@FunctionalInterface
	interface Completion {

		/**
		 * Wants to be told nothing.
		 */
		Completion NONE = (outcome, error) -> {
		};

		/**
		 * Called when what began has ended.
		 * @param outcome how it ended
		 * @param error what failed, redacted and without its cause, or {@code null} if
		 * nothing did
		 */
		void ended(MutatorOutcome outcome, @Nullable ProvisionhookException error);

	}

}

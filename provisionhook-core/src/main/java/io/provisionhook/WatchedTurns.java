package io.provisionhook;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What interceptors are told of the turns of a leg; nothing is kept for each turn if
 * there are none.
 */
final class WatchedTurns {

	private static final SharedCompletion[] UNWATCHED = {};

	private final RunContext run;

	private final int first;

	private final SharedCompletion[] completions;

	/**
	 * Create the watch over the turns of a leg.
	 * @param run the run
	 * @param first the index of the first mutator
	 */
	WatchedTurns(RunContext run, int first) {
		this.run = run;
		this.first = first;
		this.completions = (run.settings().interceptor() != RunInterceptor.NONE)
				? Stream.generate(SharedCompletion::new)
					.limit(run.chain().size() - first)
					.toArray(SharedCompletion[]::new)
				: UNWATCHED;
	}

	/**
	 * Begin a turn, on the thread that takes it.
	 * @param index the index of the mutator
	 * @return whether anybody watches, which takes time
	 */
	boolean begin(int index) {
		SharedCompletion completion = get(index);
		if (completion == null) {
			return false;
		}
		completion.begin(this.run.settings()
			.interceptor()
			.beforeMutator(this.run.context(), this.run.chain().get(index).name()));
		return true;
	}

	void left(int index) {
		SharedCompletion completion = get(index);
		if (completion != null) {
			completion.left();
		}
	}

	/**
	 * End a turn, on the thread that took the position on.
	 * @param index the index of the mutator
	 * @param outcome how it ended
	 * @param error what failed, or {@code null} if nothing did
	 */
	void end(int index, MutatorOutcome outcome, @Nullable ProvisionhookException error) {
		SharedCompletion completion = get(index);
		if (completion != null) {
			completion.end(outcome, error);
		}
	}

	private @Nullable SharedCompletion get(int index) {
		return (this.completions.length > 0) ? this.completions[index - this.first] : null;
	}

}

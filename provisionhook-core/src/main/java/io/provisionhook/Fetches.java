package io.provisionhook;

import org.jspecify.annotations.Nullable;

/**
 * The fetches of one run, all of them started before the first mutator has its turn.
 */
final class Fetches {

	private static final Fetches NONE = new Fetches(new Fetch<?>[0]);

	private final @Nullable Fetch<?>[] byIndex;

	private Fetches(@Nullable Fetch<?>[] byIndex) {
		this.byIndex = byIndex;
	}

	/**
	 * Start the fetches of a chain.
	 * @param run the run
	 * @return its fetches
	 */
	static Fetches start(RunContext run) {
		Chain chain = run.chain();
		if (!chain.isFetching()) {
			return NONE;
		}
		@Nullable Fetch<?>[] byIndex = new Fetch<?>[chain.size()];
		for (int i = 0; i < byIndex.length; i++) {
			byIndex[i] = Fetch.start(chain.get(i), run);
		}
		return new Fetches(byIndex);
	}

	/**
	 * Return the fetch of a mutator.
	 * @param index the index of the mutator
	 * @return the fetch; {@code null} if the mutator does not fetch
	 */
	@Nullable Fetch<?> get(int index) {
		return (index < this.byIndex.length) ? this.byIndex[index] : null;
	}

	/**
	 * Give up those that are still under way.
	 */
	void cancel() {
		for (Fetch<?> fetch : this.byIndex) {
			if (fetch != null) {
				fetch.cancel();
			}
		}
	}

}

package io.provisionhook;

import org.jspecify.annotations.Nullable;

/**
 * Listens to each fetch and each turn, also to when their threads have left.
 */
abstract class TurnListener implements RunInterceptor {

	@Override
	public Completion beforeFetch(ProvisionContext context, String mutatorName) {
		return listenTo("fetch of " + mutatorName);
	}

	@Override
	public Completion beforeMutator(ProvisionContext context, String mutatorName) {
		return listenTo("turn of " + mutatorName);
	}

	private Completion listenTo(String what) {
		begun(what);
		return new Completion() {

			@Override
			public void left() {
				TurnListener.this.left(what);
			}

			@Override
			public void ended(MutatorOutcome outcome, @Nullable ProvisionhookException error) {
				TurnListener.this.ended(what, outcome, error);
			}

		};
	}

	abstract void begun(String what);

	abstract void left(String what);

	abstract void ended(String what, MutatorOutcome outcome, @Nullable ProvisionhookException error);

}

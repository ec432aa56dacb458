package io.provisionhook;

import org.jspecify.annotations.Nullable;

import io.provisionhook.report.MutatorOutcome;

/**
 * Observer of fetches and turns, including the return of their threads.
 */
abstract class TurnObserver implements RunObserver {

	@Override
	public Scope fetchStarted(ProvisionContext context, String mutatorName) {
		return listenTo("fetch of " + mutatorName);
	}

	@Override
	public Scope turnStarted(ProvisionContext context, String mutatorName) {
		return listenTo("turn of " + mutatorName);
	}

	private Scope listenTo(String what) {
		begun(what);
		return new Scope() {

			@Override
			public void close() {
				TurnObserver.this.left(what);
			}

			@Override
			public void stopped(MutatorOutcome outcome, @Nullable ProvisionhookException error) {
				TurnObserver.this.ended(what, outcome, error);
			}

		};
	}

	abstract void begun(String what);

	abstract void left(String what);

	abstract void ended(String what, MutatorOutcome outcome, @Nullable ProvisionhookException error);

}

package io.provisionhook;

import org.jspecify.annotations.Nullable;

import io.provisionhook.RunInterceptor.Completion;

/**
 * What an interceptor is told of one turn or one fetch, of which two threads may know:
 * the one that takes it and the one that gives up waiting for it. Which of them decides
 * how it ended is for them to agree; that one ends it here, once, and does so perhaps
 * before the other has begun it.
 */
final class SharedCompletion {

	private @Nullable Completion begun;

	private @Nullable End end;

	/**
	 * Called by the thread that takes the turn.
	 * @param completion what wants to be told
	 */
	void begin(Completion completion) {
		End missed = exchange(completion);
		if (missed != null) {
			missed.tell(completion);
		}
	}

	private synchronized @Nullable End exchange(Completion completion) {
		this.begun = completion;
		return this.end;
	}

	/**
	 * Called by the thread that began it when it has come back.
	 */
	void left() {
		Completion completion = this.begun;
		if (completion != null) {
			completion.left();
		}
	}

	/**
	 * Called by the thread that has decided how it ended.
	 * @param outcome how it ended
	 * @param error what failed, or {@code null} if nothing did
	 */
	void end(MutatorOutcome outcome, @Nullable ProvisionhookException error) {
		End decided = new End(outcome, error);
		Completion completion = exchange(decided);
		if (completion != null) {
			decided.tell(completion);
		}
	}

	private synchronized @Nullable Completion exchange(End decided) {
		this.end = decided;
		return this.begun;
	}

	/**
	 * How it ended.
	 */
	private record End(MutatorOutcome outcome, @Nullable ProvisionhookException error) {

		void tell(Completion completion) {
			completion.ended(this.outcome, (this.error != null) ? this.error.withoutCause() : null);
		}

	}

}

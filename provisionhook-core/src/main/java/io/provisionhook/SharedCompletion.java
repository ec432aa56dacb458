package io.provisionhook;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.provisionhook.RunInterceptor.Completion;

/**
 * A completion that two threads may want to end, the one that began it and the one that
 * gives up waiting for it. Whoever comes first does.
 */
final class SharedCompletion {

	/**
	 * For whoever is not watched, and so begins none.
	 */
	static final SharedCompletion NONE = new SharedCompletion();

	private final AtomicReference<Completion> open = new AtomicReference<>(Completion.NONE);

	private Completion begun = Completion.NONE;

	void begin(Completion completion) {
		this.begun = completion;
		this.open.set(completion);
	}

	/**
	 * Called by the thread that began it.
	 */
	void left() {
		this.begun.left();
	}

	void end(MutatorOutcome outcome, @Nullable ProvisionhookException error) {
		Completion completion = this.open.getAndSet(Completion.NONE);
		if (completion != Completion.NONE) {
			completion.ended(outcome, (error != null) ? error.withoutCause() : null);
		}
	}

}

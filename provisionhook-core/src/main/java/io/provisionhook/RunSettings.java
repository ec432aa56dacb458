package io.provisionhook;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.AbandonedThreads;
import io.provisionhook.internal.ListenerDispatcher;

/**
 * What all runs of a registry have in common.
 *
 * @param rules what may be written
 * @param conflicts what becomes of a write to an earlier mutator's variable
 * @param minimumLease how long a value has to be good for without a warning
 * @param timeout the time that a run has at most, {@code null} if that is up to its
 * context
 * @param listeners told of the runs, {@code null} if there are none
 * @param observer watches the runs, {@code null} if nobody does
 * @param executor runs the mutators
 * @param fetchExecutor runs the fetches
 * @param taskDecorator carries the caller's context over to their threads
 * @param abandoned the threads that did not come back in time
 */
record RunSettings(VariableRules rules, ConflictPolicy conflicts, Duration minimumLease, @Nullable Duration timeout,
		@Nullable ListenerDispatcher<RunListener> listeners, @Nullable RunObserver observer, Executor executor,
		Executor fetchExecutor, UnaryOperator<Runnable> taskDecorator, AbandonedThreads abandoned) {

	ProvisionContext limit(ProvisionContext context) {
		return (this.timeout != null) ? context.within(this.timeout) : context;
	}

	/**
	 * Tell the listeners.
	 * @param workspaceId the workspace that it is about, empty if it is about none
	 * @param event calls a listener
	 */
	void tell(String workspaceId, Consumer<RunListener> event) {
		if (this.listeners != null) {
			this.listeners.dispatch(workspaceId, (listener) -> ObservedScope.guard(listener, event));
		}
	}

	RunSettings withoutInstrumentation() {
		return new RunSettings(this.rules, this.conflicts, this.minimumLease, this.timeout, null, null, this.executor,
				this.fetchExecutor, this.taskDecorator, this.abandoned);
	}

}

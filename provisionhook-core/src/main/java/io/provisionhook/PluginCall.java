package io.provisionhook;

import java.time.Duration;

import io.provisionhook.internal.BoundedCall;
import io.provisionhook.internal.TimeSource;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.ProvisioningStep;
import io.provisionhook.report.ProvisioningStep.Kind;

/**
 * A call of a mutator's code, a fetch or a turn.
 */
abstract sealed class PluginCall extends BoundedCall permits Fetch, MutatorExecution {

	private final ChainRun run;

	private final Registration registration;

	private final ObservedScope scope;

	PluginCall(ChainRun run, Registration registration) {
		super(run.settings().abandoned(), run.time());
		this.run = run;
		this.registration = registration;
		this.scope = ObservedScope.of(run.settings().observer());
	}

	final ChainRun run() {
		return this.run;
	}

	final Registration registration() {
		return this.registration;
	}

	final ObservedScope scope() {
		return this.scope;
	}

	@Override
	protected final String owner() {
		return this.registration.name();
	}

	/**
	 * Return how long it took.
	 * @return the time in nanoseconds, so far if it has not ended
	 */
	final long duration() {
		return endTime() - startTime();
	}

	/**
	 * Report it, once it has ended, as a step of the run.
	 * @param runStart when the run began
	 * @return when it began, how long it took and how it ended
	 */
	final ProvisioningStep step(long runStart) {
		return new ProvisioningStep(this.registration.name(), kind(), Duration.ofNanos(startTime() - runStart),
				Duration.ofNanos(duration()), outcome());
	}

	abstract Kind kind();

	/**
	 * Return when the plugin's code was called.
	 * @return the time by {@link TimeSource#nanoTime()}
	 */
	abstract long startTime();

	abstract MutatorOutcome outcome();

}

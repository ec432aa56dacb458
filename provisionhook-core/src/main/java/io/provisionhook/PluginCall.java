package io.provisionhook;

import java.time.Duration;

import io.provisionhook.internal.AbandonableCall;
import io.provisionhook.internal.TimeSource;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.ProvisioningStep;
import io.provisionhook.report.ProvisioningStep.Kind;

/**
 * A call of a mutator's code: a fetch or a turn.
 */
abstract sealed class PluginCall extends AbandonableCall permits Fetch, MutatorExecution {

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
	 * Return the duration of this call.
	 * @return the duration in nanoseconds, up to now if the call has not ended
	 */
	final long duration() {
		return endTime() - startTime();
	}

	/**
	 * Report this call, which has ended, as a step of the run.
	 * @param runStart the start of the run
	 * @return the step
	 */
	final ProvisioningStep step(long runStart) {
		return new ProvisioningStep(this.registration.name(), kind(), Duration.ofNanos(startTime() - runStart),
				Duration.ofNanos(duration()), outcome());
	}

	abstract Kind kind();

	/**
	 * Return when the code of the plugin was called.
	 * @return the time by {@link TimeSource#nanoTime()}
	 */
	abstract long startTime();

	abstract MutatorOutcome outcome();

}

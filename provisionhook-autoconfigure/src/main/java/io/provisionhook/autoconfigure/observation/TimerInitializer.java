package io.provisionhook.autoconfigure.observation;

import java.util.List;

import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationPredicate;

import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.MutatorException;
import io.provisionhook.MutatorPolicy.OnFailure;
import io.provisionhook.MutatorTimeoutException;
import io.provisionhook.ProvisionContext;
import io.provisionhook.ProvisionhookException;
import io.provisionhook.Registration;
import io.provisionhook.RunListener;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.RunReport;

/**
 * Creates the timers of a mutator with the value 0 at its registration, so that
 * monitoring sees an increase at the first failure. These are the timers that Micrometer
 * creates from the observations later, if the conventions are the default ones.
 */
final class TimerInitializer implements RunListener {

	private static final ProvisionContext NO_WORKSPACE = ProvisionContext.of("none",
			WorkspaceRequest.named("none").build());

	private static final Result SUCCESS = new Result(MutatorOutcome.SUCCESS, KeyValue.NONE_VALUE);

	private final MeterRegistry meters;

	private final List<ObservationPredicate> predicates;

	private final List<ObservationFilter> filters;

	TimerInitializer(MeterRegistry meters, List<ObservationPredicate> predicates, List<ObservationFilter> filters) {
		this.meters = meters;
		this.predicates = predicates;
		this.filters = filters;
	}

	@Override
	public void afterRun(ProvisionContext context, RunReport report) {
	}

	@Override
	public void registered(Registration registration) {
		String name = registration.name();
		MutatorOutcome failed = (registration.policy().getOnFailure() == OnFailure.SKIP) ? MutatorOutcome.SKIPPED
				: MutatorOutcome.FAILURE;
		Result failure = Result.by(failed, MutatorException.class);
		Result timeout = Result.by(failed, MutatorTimeoutException.class);
		for (Result result : List.of(SUCCESS, failure, timeout,
				Result.by(MutatorOutcome.CANCELLED, ProvisionhookException.class))) {
			createTimer(new MutatorObservationContext(NO_WORKSPACE, name), MicrometerRunObserver.MUTATOR_DEFAULT,
					result);
		}
		if (registration.mutator() instanceof FetchingEnvMutator) {
			for (Result result : List.of(SUCCESS, failure, timeout,
					new Result(MutatorOutcome.CANCELLED, KeyValue.NONE_VALUE))) {
				createTimer(new FetchObservationContext(NO_WORKSPACE, name), MicrometerRunObserver.FETCH_DEFAULT,
						result);
			}
		}
		for (Result result : List.of(SUCCESS, Result.by(MutatorOutcome.FAILURE, MutatorException.class),
				Result.by(MutatorOutcome.FAILURE, MutatorTimeoutException.class),
				Result.by(MutatorOutcome.FAILURE, ProvisionhookException.class),
				Result.by(MutatorOutcome.CANCELLED, ProvisionhookException.class))) {
			createTimer(new RunObservationContext(NO_WORKSPACE), MicrometerRunObserver.RUN_DEFAULT, result);
		}
	}

	private <T extends OutcomeObservationContext> void createTimer(T context, ObservationConvention<T> convention,
			Result result) {
		String name = String.valueOf(convention.getName());
		if (this.predicates.stream().allMatch((predicate) -> predicate.test(name, context))) {
			context.setName(name);
			context.setOutcome(result.outcome());
			context.addLowCardinalityKeyValues(convention.getLowCardinalityKeyValues(context));
			Observation.Context filtered = context;
			for (ObservationFilter filter : this.filters) {
				filtered = filter.map(filtered);
			}
			Timer.builder(name).tags(tagsOf(filtered)).tag("error", result.error()).register(this.meters);
		}
	}

	private static Tags tagsOf(Observation.Context context) {
		return Tags.of(context.getLowCardinalityKeyValues()
			.stream()
			.map((keyValue) -> Tag.of(keyValue.getKey(), keyValue.getValue()))
			.toList());
	}

	/**
	 * A possible result of a run, a fetch or a turn.
	 *
	 * @param outcome the outcome
	 * @param error the simple class name of the exception, as in the tag of Micrometer
	 */
	private record Result(MutatorOutcome outcome, String error) {

		static Result by(MutatorOutcome outcome, Class<? extends Exception> exception) {
			return new Result(outcome, exception.getSimpleName());
		}

	}

}

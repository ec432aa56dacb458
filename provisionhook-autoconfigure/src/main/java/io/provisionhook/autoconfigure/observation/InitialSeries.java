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
import io.provisionhook.MutatorTimeoutException;
import io.provisionhook.OnFailure;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registration;
import io.provisionhook.RunCancelledException;
import io.provisionhook.RunListener;
import io.provisionhook.RunRefusedException;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.RunReport;

/**
 * Has the timers of a mutator begin at 0 when it is registered, so that an increase is
 * seen from its first failure on. They are those that Micrometer makes of our
 * observations later, as long as these have our own conventions.
 */
final class InitialSeries implements RunListener {

	private static final ProvisionContext NONE = ProvisionContext.of("none", WorkspaceRequest.named("none").build());

	private static final End SUCCESS = new End(MutatorOutcome.SUCCESS, KeyValue.NONE_VALUE);

	private final MeterRegistry meters;

	private final List<ObservationPredicate> predicates;

	private final List<ObservationFilter> filters;

	InitialSeries(MeterRegistry meters, List<ObservationPredicate> predicates, List<ObservationFilter> filters) {
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
		End failure = End.by(failed, MutatorException.class);
		End timeout = End.by(failed, MutatorTimeoutException.class);
		for (End end : List.of(SUCCESS, failure, timeout,
				End.by(MutatorOutcome.CANCELLED, RunCancelledException.class))) {
			begin(new MutatorObservationContext(NONE, name), new DefaultMutatorObservationConvention(), end);
		}
		if (registration.mutator() instanceof FetchingEnvMutator) {
			for (End end : List.of(SUCCESS, failure, timeout, new End(MutatorOutcome.CANCELLED, KeyValue.NONE_VALUE))) {
				begin(new FetchObservationContext(NONE, name), new DefaultFetchObservationConvention(), end);
			}
		}
		for (End end : List.of(SUCCESS, End.by(MutatorOutcome.FAILURE, MutatorException.class),
				End.by(MutatorOutcome.FAILURE, MutatorTimeoutException.class),
				End.by(MutatorOutcome.FAILURE, RunRefusedException.class),
				End.by(MutatorOutcome.CANCELLED, RunCancelledException.class))) {
			begin(new RunObservationContext(NONE), new DefaultRunObservationConvention(), end);
		}
	}

	private <T extends OutcomeObservationContext> void begin(T context, ObservationConvention<T> convention, End end) {
		String name = String.valueOf(convention.getName());
		if (this.predicates.stream().allMatch((predicate) -> predicate.test(name, context))) {
			context.setName(name);
			context.setOutcome(end.outcome());
			context.addLowCardinalityKeyValues(convention.getLowCardinalityKeyValues(context));
			Observation.Context filtered = context;
			for (ObservationFilter filter : this.filters) {
				filtered = filter.map(filtered);
			}
			Timer.builder(name).tags(tagsOf(filtered)).tag("error", end.error()).register(this.meters);
		}
	}

	private static Tags tagsOf(Observation.Context context) {
		return Tags.of(context.getLowCardinalityKeyValues()
			.stream()
			.map((keyValue) -> Tag.of(keyValue.getKey(), keyValue.getValue()))
			.toList());
	}

	/**
	 * How a run, a fetch or a turn can end.
	 *
	 * @param outcome its outcome
	 * @param error the simple name of the exception, as Micrometer gives it
	 */
	private record End(MutatorOutcome outcome, String error) {

		static End by(MutatorOutcome outcome, Class<? extends Exception> exception) {
			return new End(outcome, exception.getSimpleName());
		}

	}

}

package io.provisionhook.autoconfigure.actuate;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.Registration;
import io.provisionhook.SideEffects;
import io.provisionhook.autoconfigure.EnvMutatorBeans;
import io.provisionhook.autoconfigure.EnvMutatorBeans.EnvMutatorBean;
import io.provisionhook.autoconfigure.actuate.RunStatistics.Statistics;

/**
 * Description of a mutator.
 *
 * @param position where it runs, from 1
 * @param name its name
 * @param type the class it was written as
 * @param bean the name of the bean, if it is one
 * @param order the order value of the bean
 * @param source who registered it, if it is not a bean
 * @param fetches whether it fetches before it writes
 * @param sideEffects what it does besides, which says whether it runs in a plan
 * @param dangerousVariables patterns for the dangerous variables that it is made to set
 * @param policy what the operator decided about it
 * @param runs how often mutators of this name ran since the application started
 * @param lastRun when one last ran
 * @param skips how often they failed and were skipped
 * @param failures how often they failed and aborted the run
 * @param lastFailure when one last did
 * @param lastRuns the last runs, the newest first, if it was asked for one mutator
 * @since 0.1.0
 */
public record MutatorDescriptor(int position, String name, String type, @Nullable String bean, @Nullable Integer order,
		@Nullable String source, boolean fetches, SideEffects sideEffects, List<String> dangerousVariables,
		PolicyDescriptor policy, long runs, @Nullable Instant lastRun, long skips, long failures,
		@Nullable Instant lastFailure, @Nullable List<RunDescriptor> lastRuns) implements OperationResponseBody {

	static MutatorDescriptor of(int position, Registration registration, @Nullable EnvMutatorBean bean,
			PolicyDescriptor policy, Statistics statistics, @Nullable List<RunDescriptor> lastRuns) {
		return new MutatorDescriptor(position, registration.name(),
				EnvMutatorBeans.typeOf(registration.mutator()).getName(), (bean != null) ? bean.name() : null,
				(bean != null) ? bean.order() : null, (bean != null) ? null : registration.source(),
				registration.mutator() instanceof FetchingEnvMutator, registration.sideEffects(),
				registration.dangerousVariables(), policy, statistics.count(), statistics.lastRun(), statistics.skips(),
				statistics.failures(), statistics.lastFailure(), lastRuns);
	}

}

package io.provisionhook.autoconfigure.actuate;

import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.jspecify.annotations.Nullable;

import io.provisionhook.MutatorOutcome;
import io.provisionhook.ProvisionContext;
import io.provisionhook.RunInterceptor;

/**
 * Counts, by the name of the mutator, how often it ran and how often it failed.
 */
final class RunStatistics implements RunInterceptor {

	private final ConcurrentMap<String, Statistics> byName = new ConcurrentHashMap<>();

	@Override
	public Completion beforeMutator(ProvisionContext context, String mutatorName) {
		return (outcome, error) -> this.byName.merge(mutatorName, Statistics.NONE.plus(outcome),
				(statistics, first) -> statistics.plus(outcome));
	}

	Statistics of(String mutatorName) {
		return this.byName.getOrDefault(mutatorName, Statistics.NONE);
	}

	/**
	 * What is known about the runs of one mutator.
	 *
	 * @param runs how often it ran
	 * @param lastRun when it last ran
	 * @param failures how often it failed
	 * @param lastFailure when it last failed
	 */
	record Statistics(long runs, @Nullable Instant lastRun, long failures, @Nullable Instant lastFailure) {

		static final Statistics NONE = new Statistics(0, null, 0, null);

		Statistics plus(MutatorOutcome outcome) {
			Instant now = Instant.now();
			return (outcome == MutatorOutcome.SUCCESS)
					? new Statistics(this.runs + 1, now, this.failures, this.lastFailure)
					: new Statistics(this.runs + 1, now, this.failures + 1, now);
		}

	}

}

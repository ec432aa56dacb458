package io.provisionhook.autoconfigure.actuate;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionContext;
import io.provisionhook.RunListener;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;

/**
 * Counts the runs and failures of mutators by name, and keeps the last runs of each.
 */
final class RunStatistics implements RunListener {

	private static final int MAX_LAST_RUNS = 10;

	private final ConcurrentMap<String, Statistics> byName = new ConcurrentHashMap<>();

	private final Clock clock;

	RunStatistics(Clock clock) {
		this.clock = clock;
	}

	@Override
	public void afterRun(ProvisionContext context, RunReport report) {
		for (MutatorReport mutator : report.mutators()) {
			Run run = new Run(context.workspaceId(), context.request().name(), this.clock.instant(), mutator, report);
			this.byName.compute(mutator.name(),
					(name, statistics) -> ((statistics != null) ? statistics : Statistics.NONE).plus(run));
		}
	}

	Statistics of(String mutatorName) {
		return this.byName.getOrDefault(mutatorName, Statistics.NONE);
	}

	/**
	 * Statistics of one mutator.
	 *
	 * @param count the number of runs
	 * @param skips the number of failures after which the mutator was skipped
	 * @param failures the number of failures that aborted the run
	 * @param lastFailure the time of the last failure that aborted the run
	 * @param lastRuns the last runs, the newest first
	 */
	record Statistics(long count, long skips, long failures, @Nullable Instant lastFailure, List<Run> lastRuns) {

		static final Statistics NONE = new Statistics(0, 0, 0, null, List.of());

		Statistics plus(Run run) {
			List<Run> runs = new ArrayList<>(MAX_LAST_RUNS);
			runs.add(run);
			runs.addAll(this.lastRuns.subList(0, Math.min(this.lastRuns.size(), MAX_LAST_RUNS - 1)));
			boolean failed = run.mutator().outcome() == MutatorOutcome.FAILURE;
			boolean skipped = run.mutator().outcome() == MutatorOutcome.SKIPPED;
			return new Statistics(this.count + 1, this.skips + (skipped ? 1 : 0), this.failures + (failed ? 1 : 0),
					failed ? run.time() : this.lastFailure, List.copyOf(runs));
		}

		@Nullable Instant lastRun() {
			return this.lastRuns.isEmpty() ? null : this.lastRuns.get(0).time();
		}

	}

	/**
	 * A run with a turn of the mutator.
	 *
	 * @param workspaceId the id of the workspace
	 * @param workspaceName the name of the workspace
	 * @param time the end of the run
	 * @param mutator the report of the mutator
	 * @param report the report of the run, shared by all of its mutators
	 */
	record Run(String workspaceId, String workspaceName, Instant time, MutatorReport mutator, RunReport report) {

		List<VariableChange> changes() {
			return this.report.changes()
				.stream()
				.filter((change) -> change.mutator().equals(this.mutator.name()))
				.toList();
		}

	}

}

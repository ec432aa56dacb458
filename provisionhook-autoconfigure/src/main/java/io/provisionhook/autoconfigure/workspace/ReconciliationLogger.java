package io.provisionhook.autoconfigure.workspace;

import java.time.Duration;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

import io.provisionhook.internal.PrintableText;
import io.provisionhook.workspace.Reconciliation;
import io.provisionhook.workspace.Reconciliation.Outcome;

/**
 * Logs the results of reconciliations. Unchanged orphans and problems are not logged
 * again. Not thread-safe.
 */
final class ReconciliationLogger {

	private static final Log logger = LogFactory.getLog(ReconciliationLogger.class);

	private static final int SHOWN_ORPHANS = 20;

	private final Duration interval;

	private SortedSet<String> orphans = new TreeSet<>();

	private @Nullable String problem;

	ReconciliationLogger(Duration interval) {
		this.interval = interval;
	}

	void log(Reconciliation result) {
		logOutcomes(result);
		logOrphans(result.workspaces(Outcome.ORPHAN_LEFT));
		logProblem(result.problem());
	}

	private void logOutcomes(Reconciliation result) {
		String outcomes = Stream.of(Outcome.values())
			.filter((outcome) -> outcome != Outcome.ORPHAN_LEFT && !result.workspaces(outcome).isEmpty())
			.map((outcome) -> result.workspaces(outcome).size() + " " + describe(outcome))
			.collect(Collectors.joining(", "));
		if (!outcomes.isEmpty()) {
			logger.info("provisionhook: workspaces compared with the runtime: " + outcomes);
		}
	}

	private static String describe(Outcome outcome) {
		return switch (outcome) {
			case ADOPTED -> "still running and adopted";
			case ENDED -> "ended meanwhile";
			case LOST -> "not running any more";
			case INTERRUPTED -> "failed while being provisioned";
			case PROVISIONED_AGAIN -> "provisioned again";
			case STOPPED -> "running against their record and stopped";
			case ORPHAN_LEFT -> "without a record";
			case ORPHAN_REMOVED -> "without a record and removed";
		};
	}

	private void logOrphans(SortedSet<String> orphans) {
		if (!orphans.isEmpty() && !orphans.equals(this.orphans)) {
			String ids = orphans.stream()
				.limit(SHOWN_ORPHANS)
				.map((id) -> PrintableText.of(id))
				.collect(Collectors.joining(", "));
			logger.warn("provisionhook: the runtime has " + orphans.size() + " workspaces without a record: " + ids
					+ ((orphans.size() > SHOWN_ORPHANS) ? ", ..." : "")
					+ "; remove them, or set provisionhook.workspace.on-orphan=remove");
		}
		this.orphans = orphans;
	}

	private void logProblem(@Nullable String problem) {
		if (problem != null && !Objects.equals(problem, this.problem)) {
			logger.warn("provisionhook: not all workspaces could be compared with the runtime (" + problem
					+ "); trying again every "
					+ DurationFormatterUtils.print(this.interval, DurationFormat.Style.SIMPLE));
		}
		this.problem = problem;
	}

}

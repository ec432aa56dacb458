package io.provisionhook.autoconfigure.workspace;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.SortedSet;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

import io.provisionhook.workspace.Reconciliation;
import io.provisionhook.workspace.Reconciliation.Outcome;
import io.provisionhook.workspace.WorkspaceHandler;

/**
 * Compares the records of workspaces with the runtime, again and again until that was
 * possible for all of them, and writes to the log what was found.
 */
final class StartupReconciliation {

	private static final Log logger = LogFactory.getLog(StartupReconciliation.class);

	private static final int SHOWN_ORPHANS = 20;

	private final WorkspaceHandler handler;

	private final Duration retryInterval;

	private final AtomicReference<@Nullable Retries> retries = new AtomicReference<>();

	private @Nullable String problem;

	StartupReconciliation(WorkspaceHandler handler, Duration retryInterval) {
		this.handler = handler;
		this.retryInterval = retryInterval;
	}

	/**
	 * Compare all workspaces now. If that is not possible for some, go on later.
	 */
	void run() {
		if (!isCompleteNow()) {
			cancel();
			this.retries.set(Retries.of(this::runAgain, this.retryInterval));
		}
	}

	private void runAgain() {
		try {
			if (isCompleteNow()) {
				cancel();
			}
		}
		catch (RuntimeException ex) {
			logProblem("store: " + ex.getClass().getName());
		}
	}

	void cancel() {
		Retries retries = this.retries.getAndSet(null);
		if (retries != null) {
			retries.close();
		}
	}

	private synchronized boolean isCompleteNow() {
		Reconciliation result = this.handler.reconcile();
		logOutcomes(result);
		logOrphans(result.workspaces(Outcome.ORPHAN_LEFT));
		logProblem(result.problem());
		return result.isComplete();
	}

	private void logOutcomes(Reconciliation result) {
		String outcomes = Stream.of(Outcome.values())
			.filter((outcome) -> outcome != Outcome.ORPHAN_LEFT && !result.workspaces(outcome).isEmpty())
			.map((outcome) -> result.workspaces(outcome).size() + " " + describe(outcome))
			.collect(Collectors.joining(", "));
		if (!outcomes.isEmpty()) {
			logger.info("provisionhook: workspaces of an earlier run: " + outcomes);
		}
	}

	private static String describe(Outcome outcome) {
		return switch (outcome) {
			case ADOPTED -> "still running and taken over";
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
		if (!orphans.isEmpty()) {
			String ids = orphans.stream().limit(SHOWN_ORPHANS).collect(Collectors.joining(", "));
			logger.warn("provisionhook: the runtime has " + orphans.size() + " workspaces of which there is no record: "
					+ ids + ((orphans.size() > SHOWN_ORPHANS) ? ", ..." : "")
					+ "; remove them, or set provisionhook.workspace.on-orphan=remove");
		}
	}

	private synchronized void logProblem(@Nullable String problem) {
		if (problem != null && !Objects.equals(problem, this.problem)) {
			logger.warn("provisionhook: not all workspaces of an earlier run could be compared with the runtime ("
					+ problem + "); trying again every "
					+ DurationFormatterUtils.print(this.retryInterval, DurationFormat.Style.SIMPLE));
		}
		this.problem = problem;
	}

	/**
	 * A task that is done again and again.
	 *
	 * @param scheduler whose thread does it
	 * @param future the task
	 */
	private record Retries(SimpleAsyncTaskScheduler scheduler, Future<?> future) implements AutoCloseable {

		static Retries of(Runnable task, Duration interval) {
			SimpleAsyncTaskScheduler scheduler = new SimpleAsyncTaskScheduler();
			scheduler.setThreadNamePrefix("provisionhook-reconciliation-");
			return new Retries(scheduler,
					scheduler.scheduleWithFixedDelay(task, Instant.now().plus(interval), interval));
		}

		@Override
		public void close() {
			this.future.cancel(false);
			this.scheduler.close();
		}

	}

}

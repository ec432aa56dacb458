package io.provisionhook;

import java.time.Duration;
import java.util.List;

/**
 * What a run did, without any value, so that it can be stored, shown and logged. Made by
 * {@link Registry#run}; components may be added in later releases.
 *
 * @param mutators the mutators in the order in which they ran
 * @param duration how long they took together
 * @since 0.1.0
 */
public record RunReport(List<MutatorReport> mutators, Duration duration) {

	/**
	 * The report of a run without mutators.
	 */
	public static final RunReport EMPTY = new RunReport(List.of(), Duration.ZERO);

	/**
	 * Create a report.
	 */
	public RunReport {
		mutators = List.copyOf(mutators);
	}

}

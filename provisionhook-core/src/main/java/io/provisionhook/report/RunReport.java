package io.provisionhook.report;

import java.time.Duration;
import java.util.List;

/**
 * Report of a run; in the record of a workspace, also of the steps before and after the
 * run. Contains no values of variables, so it can be stored, shown and logged. If a limit
 * is exceeded, the creator of the report drops the rest and adds a last warning with the
 * number of dropped entries. Components may be added in later releases.
 *
 * @param mutators reports of the mutators in the order in which they ran; in an aborted
 * run, the last one is the mutator that failed
 * @param changes changes of the environment in the order in which they were made, up to
 * {@value #MAX_CHANGES}; empty if the run was aborted, since no change was applied
 * @param warnings warnings for an operator, one sentence each, up to
 * {@value #MAX_WARNINGS} and those about dropped entries
 * @param steps steps with their start and duration, up to {@value #MAX_STEPS}, parts
 * after the step that they belong to; in an aborted run or provisioning, up to the step
 * that failed
 * @param duration duration of the run
 * @since 0.1.0
 */
public record RunReport(List<MutatorReport> mutators, List<VariableChange> changes, List<String> warnings,
		List<ProvisioningStep> steps, Duration duration) {

	/**
	 * Maximum number of changes in a report.
	 */
	public static final int MAX_CHANGES = 2000;

	/**
	 * Maximum number of warnings in a report, without those about dropped entries.
	 */
	public static final int MAX_WARNINGS = 100;

	/**
	 * Maximum number of steps in a report.
	 */
	public static final int MAX_STEPS = 1000;

	/**
	 * Report of a run without mutators.
	 */
	public static final RunReport EMPTY = new RunReport(List.of(), List.of(), List.of(), List.of(), Duration.ZERO);

	/**
	 * Create a report.
	 */
	public RunReport {
		mutators = List.copyOf(mutators);
		changes = List.copyOf(changes);
		warnings = List.copyOf(warnings);
		steps = List.copyOf(steps);
	}

}

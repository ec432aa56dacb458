package io.provisionhook.report;

import java.time.Duration;
import java.util.List;

/**
 * What a run did, and in the record of a workspace also what was done before and after
 * it. It holds no values, so it can be stored, shown and logged. Whoever makes it leaves
 * out what goes beyond the limits and says in a last warning how much that was.
 * Components may be added in later releases.
 *
 * @param mutators what each mutator did, in the order in which they ran; in a run that
 * was aborted, the last one is the one that failed
 * @param changes what was done to the environment, in the order in which it was done, up
 * to {@value #MAX_CHANGES}; empty if the run was aborted, since nothing was
 * @param warnings what somebody should look at, one sentence each, up to
 * {@value #MAX_WARNINGS} and what was left out
 * @param steps when each step began and how long it took, up to {@value #MAX_STEPS}, each
 * behind the one that it is part of; in a run or a provisioning that was aborted, up to
 * the step that failed
 * @param duration how long the run took
 * @since 0.1.0
 */
public record RunReport(List<MutatorReport> mutators, List<VariableChange> changes, List<String> warnings,
		List<ProvisioningStep> steps, Duration duration) {

	/**
	 * The number of changes that a report has at most.
	 */
	public static final int MAX_CHANGES = 2000;

	/**
	 * The number of warnings that a report has at most, without those about what was left
	 * out.
	 */
	public static final int MAX_WARNINGS = 100;

	/**
	 * The number of steps that a report has at most.
	 */
	public static final int MAX_STEPS = 1000;

	/**
	 * The report of a run without mutators.
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

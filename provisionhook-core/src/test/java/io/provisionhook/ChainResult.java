package io.provisionhook;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;

/**
 * Comparable result of a run, without durations.
 *
 * @param env the caller's environment afterwards
 * @param turns name, outcome and error of each turn
 * @param changes what the report says was changed
 * @param warnings the warnings of the report
 * @param failure the message of the failure, {@code null} if the run passed
 */
record ChainResult(Map<String, String> env, List<String> turns, List<VariableChange> changes, List<String> warnings,
		@Nullable String failure) {

	static ChainResult of(Map<String, String> env, RunReport report, @Nullable String failure) {
		List<String> turns = report.mutators()
			.stream()
			.map((turn) -> turn(turn.name(), turn.outcome(), turn.error()))
			.toList();
		return new ChainResult(new TreeMap<>(env), turns, report.changes(), report.warnings(), failure);
	}

	static String turn(String name, MutatorOutcome outcome, @Nullable String error) {
		return name + " " + outcome + " " + error;
	}

}

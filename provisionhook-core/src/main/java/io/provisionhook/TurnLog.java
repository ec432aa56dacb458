package io.provisionhook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What one mutator did in its turn, in the order in which it did it.
 */
final class TurnLog {

	private final String mutatorName;

	private final List<Change> changes = new ArrayList<>(2);

	private List<String> warnings = List.of();

	private int omittedWarnings;

	TurnLog(String mutatorName) {
		this.mutatorName = mutatorName;
	}

	void add(Change change) {
		this.changes.add(change);
	}

	void warn(String warning) {
		if (this.warnings.isEmpty()) {
			this.warnings = new ArrayList<>(2);
		}
		if (!this.warnings.contains(warning)) {
			if (this.warnings.size() < RunReport.MAX_WARNINGS) {
				this.warnings.add(warning);
			}
			else {
				this.omittedWarnings++;
			}
		}
	}

	List<String> warnings() {
		return this.warnings;
	}

	/**
	 * Return how often there was a warning beyond those that are kept.
	 * @return the number of warnings
	 */
	int omittedWarnings() {
		return this.omittedWarnings;
	}

	void replayOn(Overlay overlay) {
		this.changes.forEach(overlay::add);
	}

	/**
	 * Report the difference that the turn made to each variable.
	 * @param secrets the secrets of the environment
	 * @param report what to add the differences to
	 */
	void report(Secrets secrets, List<VariableChange> report) {
		for (Change change : (this.changes.size() > 1) ? differences() : this.changes) {
			VariableAction action = actionOf(change);
			if (action != null) {
				Variable after = change.after();
				Variable before = change.before();
				report.add(new VariableChange(after.name().shown(), action, this.mutatorName,
						(before != null) ? before.owner() : null,
						after.name().secret() || secrets.isSecret(after.name().text()),
						(after.lease() != null) ? after.lease().end() : null));
			}
		}
	}

	private Iterable<Change> differences() {
		Map<String, Change> byName = new LinkedHashMap<>();
		this.changes.forEach((change) -> byName.merge(change.after().name().text(), change,
				(first, last) -> new Change(first.before(), last.after())));
		return byName.values();
	}

	private static @Nullable VariableAction actionOf(Change change) {
		String before = Variable.valueOf(change.before());
		String after = change.after().value();
		if (Objects.equals(before, after)
				&& Objects.equals(Variable.leaseOf(change.before()), change.after().lease())) {
			return null;
		}
		if (before == null) {
			return VariableAction.ADDED;
		}
		return (after != null) ? VariableAction.CHANGED : VariableAction.REMOVED;
	}

}

package io.provisionhook.workspace;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What was found, and done about it, when records were compared with the runtime. Made by
 * {@link WorkspaceHandler#reconcile}; components may be added in later releases.
 *
 * @param outcomes what became of each workspace that an earlier host application left, by
 * its id
 * @param problem why not all of them could be compared, redacted; {@code null} if they
 * were
 * @since 0.1.0
 */
public record Reconciliation(SortedMap<String, Outcome> outcomes, @Nullable String problem) {

	/**
	 * Create a result.
	 */
	public Reconciliation {
		outcomes = Collections.unmodifiableSortedMap(new TreeMap<>(outcomes));
	}

	/**
	 * Return whether every workspace was compared, so that there is no need to do it
	 * again.
	 * @return whether there was no problem
	 */
	public boolean isComplete() {
		return this.problem == null;
	}

	/**
	 * Return the workspaces that have an outcome.
	 * @param outcome the outcome
	 * @return their ids
	 */
	public SortedSet<String> workspaces(Outcome outcome) {
		return this.outcomes.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() == outcome)
			.map(Map.Entry::getKey)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * What became of a workspace.
	 */
	public enum Outcome {

		/**
		 * It is running, and was taken over.
		 */
		ADOPTED,

		/**
		 * It had ended by itself, which its record says now.
		 */
		ENDED,

		/**
		 * It was recorded as running and is not any more, and nothing is left that says
		 * how it ended. It is failed.
		 */
		LOST,

		/**
		 * It was being provisioned, and is failed.
		 */
		INTERRUPTED,

		/**
		 * It was being provisioned, and is provisioned again.
		 */
		PROVISIONED_AGAIN,

		/**
		 * It was recorded as ended but was running, and has been stopped.
		 */
		STOPPED,

		/**
		 * There is no record of it. It was left alone.
		 */
		ORPHAN_LEFT,

		/**
		 * There was no record of it. It was removed.
		 */
		ORPHAN_REMOVED

	}

}

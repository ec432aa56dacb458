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
 * The result of a {@linkplain WorkspaceHandler#reconcile reconciliation} of records and
 * runtime. Immutable; components may be added in later releases.
 *
 * @param outcomes the outcome for each workspace that another host application has left,
 * by its id
 * @param problem why the reconciliation is incomplete, redacted; {@code null} if it is
 * complete
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
	 * Return whether all workspaces were reconciled.
	 * @return {@code false} if the reconciliation has to be repeated
	 */
	public boolean isComplete() {
		return this.problem == null;
	}

	/**
	 * Return the workspaces with an outcome.
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
	 * Outcome of the reconciliation of a workspace.
	 */
	public enum Outcome {

		/**
		 * It is running, and was adopted.
		 */
		ADOPTED,

		/**
		 * It has ended, and its record was updated.
		 */
		ENDED,

		/**
		 * It was recorded as running, but has ended with an unknown exit code. It was
		 * failed.
		 */
		LOST,

		/**
		 * Its provisioning was interrupted, and it was failed.
		 */
		INTERRUPTED,

		/**
		 * Its provisioning was interrupted, and it is provisioned again.
		 */
		PROVISIONED_AGAIN,

		/**
		 * It was running although it was recorded as ended, and was stopped.
		 */
		STOPPED,

		/**
		 * It has no record, and was kept.
		 */
		ORPHAN_LEFT,

		/**
		 * It had no record, and was removed.
		 */
		ORPHAN_REMOVED

	}

	/**
	 * Action for a workspace whose provisioning an earlier host application has not
	 * completed. In each case the unfinished start is removed from the runtime.
	 */
	public enum OnInterruption {

		/**
		 * Fail the workspace.
		 */
		FAIL,

		/**
		 * Provision the workspace again, with a new environment.
		 */
		PROVISION

	}

	/**
	 * Action for a workspace of a host application that is gone, if no other one reaches
	 * the place where it ran.
	 */
	public enum OnHostLoss {

		/**
		 * Fail the workspace.
		 */
		FAIL,

		/**
		 * Provision the workspace again on another host, with a new environment.
		 */
		PROVISION

	}

	/**
	 * Action for a workspace of the runtime that has no record.
	 */
	public enum OnOrphan {

		/**
		 * Keep it, and {@linkplain Outcome#ORPHAN_LEFT report} it.
		 */
		REPORT,

		/**
		 * Stop it, and remove everything that the runtime keeps for it.
		 */
		REMOVE

	}

}

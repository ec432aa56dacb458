package io.provisionhook.workspace;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Event: leases in the environment of a running workspace are about to end. Immutable;
 * contains no values of variables.
 *
 * @param workspace the workspace
 * @param variables the end of each lease, by the name of its variable
 * @param action the action of the handler
 * @since 0.1.0
 */
public record LeaseExpiry(Workspace workspace, SortedMap<String, Instant> variables, Action action) {

	/**
	 * Create an event.
	 */
	public LeaseExpiry {
		variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
	}

	/**
	 * Action when a lease of a running workspace is about to end. In each case the
	 * {@linkplain LeaseExpiryListener listeners} are notified.
	 */
	public enum Action {

		/**
		 * Keep the workspace running with its present environment.
		 */
		EVENT,

		/**
		 * Restart the workspace with a new environment.
		 */
		RESTART

	}

}

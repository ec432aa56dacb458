package io.provisionhook.workspace;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Variables of a running workspace are about to expire. Immutable, and free of values.
 *
 * @param workspace the workspace
 * @param variables when they expire, by the names of the variables
 * @param action what is done about it
 * @since 0.1.0
 */
public record LeaseExpiry(Workspace workspace, SortedMap<String, Instant> variables, OnExpiry action) {

	/**
	 * Create an expiry.
	 */
	public LeaseExpiry {
		variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
	}

}

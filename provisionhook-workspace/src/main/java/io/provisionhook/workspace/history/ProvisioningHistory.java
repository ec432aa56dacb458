package io.provisionhook.workspace.history;

import java.time.Instant;
import java.util.List;

/**
 * The provisionings of the workspaces that a store has a record of: the last
 * {@value #MAX_GENERATIONS} of each. Implementations must be thread-safe.
 *
 * @since 0.1.0
 */
public interface ProvisioningHistory {

	/**
	 * The maximum number of provisionings of a workspace.
	 */
	int MAX_GENERATIONS = 10;

	/**
	 * The maximum number of counts in a result.
	 */
	int MAX_COUNTS = 1000;

	/**
	 * Find the provisionings of a workspace.
	 * @param workspaceId the id of the workspace, which may be unknown
	 * @return the provisionings, the last one first
	 */
	List<ProvisioningRecord> provisionings(String workspaceId);

	/**
	 * Count the provisionings that ended in a time.
	 * @param by the property to count by, besides the outcome
	 * @param from the start of the time
	 * @param until the end of the time, exclusive
	 * @return the counts, without zeros, the largest first; at most {@value #MAX_COUNTS}
	 */
	List<ProvisioningCount> count(ProvisioningCount.Dimension by, Instant from, Instant until);

}

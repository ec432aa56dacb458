package io.provisionhook.workspace;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.provisionhook.workspace.history.ProvisioningHistory;
import io.provisionhook.workspace.history.ProvisioningRecord;
import io.provisionhook.workspace.instance.InstanceStore;

/**
 * Keeps the records of workspaces. Implementations must be thread-safe. An exception
 * fails the operation that needs the record. {@code WorkspaceStoreContract} in
 * {@code provisionhook-test} tests an implementation.
 *
 * @since 0.1.0
 */
public interface WorkspaceStore {

	/**
	 * Insert the first record of a workspace.
	 * @param workspace the record
	 * @throws IllegalStateException if there is a workspace with that id
	 */
	void insert(Workspace workspace);

	/**
	 * Replace a record by the next one, unless it was replaced before.
	 * @param expected the record to replace
	 * @param next the next record
	 * @param ended the provisioning that ends with the replacement, to be kept in the
	 * {@linkplain #history() history} if and only if the record is replaced; {@code null}
	 * if none ends
	 * @return whether it was replaced; {@code false} if the stored
	 * {@linkplain Workspace#version() version} is not that of the expected record
	 */
	boolean replace(Workspace expected, Workspace next, @Nullable ProvisioningRecord ended);

	/**
	 * Delete a record and the history of the workspace, unless the record was replaced
	 * before.
	 * @param expected the record
	 * @return whether it was deleted; {@code false} if there is no such workspace, or the
	 * stored {@linkplain Workspace#version() version} is not that of the expected record
	 */
	boolean delete(Workspace expected);

	/**
	 * Find a workspace.
	 * @param id the id, which may be invalid
	 * @return the record; empty if there is no such workspace
	 */
	Optional<Workspace> find(String id);

	/**
	 * Find workspaces. The time of this must not depend on the number of workspaces
	 * outside of the result.
	 * @param query the query
	 * @return the records, the newest workspace first, and of two of the same time the
	 * one with the greater id; at most as many as the query asks for
	 */
	List<Workspace> find(WorkspaceQuery query);

	/**
	 * Count the workspaces by state.
	 * @param since the time since which their records were written; {@link Instant#EPOCH}
	 * for all workspaces
	 * @return the number for each state that a workspace is in
	 */
	Map<WorkspaceState, Long> countByState(Instant since);

	/**
	 * Return the history of provisionings.
	 * @return the history
	 */
	ProvisioningHistory history();

	/**
	 * Find the records that were written since a time. Only a store with
	 * {@linkplain #instances() host applications} has to implement this.
	 * @param since the time by the clock of the store; {@code null} to find none, but to
	 * learn the present time
	 * @return the records, and the time of the query
	 */
	default Changes findChanges(@Nullable Instant since) {
		return new Changes(Instant.EPOCH, List.of());
	}

	/**
	 * Return the host applications that share this store.
	 * @return the host applications; empty if this store is for a single one, as by
	 * default
	 */
	default Optional<InstanceStore> instances() {
		return Optional.empty();
	}

	/**
	 * Records that were written in a time. Immutable.
	 *
	 * @param until the time of the query by the clock of the store
	 * @param workspaces the records
	 */
	record Changes(Instant until, List<Workspace> workspaces) {

		/**
		 * Create changes.
		 */
		public Changes {
			workspaces = List.copyOf(workspaces);
		}

	}

}

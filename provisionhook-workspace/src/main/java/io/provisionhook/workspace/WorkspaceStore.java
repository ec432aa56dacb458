package io.provisionhook.workspace;

import java.util.List;
import java.util.Optional;

/**
 * Keeps the records of workspaces. Implementations must be thread-safe. An exception
 * fails the operation that needs the record.
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
	 * @return whether it was replaced; {@code false} if the stored
	 * {@linkplain Workspace#version() version} is not that of the expected record
	 */
	boolean replace(Workspace expected, Workspace next);

	/**
	 * Delete a record, unless it was replaced before.
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
	 * Return all workspaces.
	 * @return the records, the oldest workspace first
	 */
	List<Workspace> findAll();

}

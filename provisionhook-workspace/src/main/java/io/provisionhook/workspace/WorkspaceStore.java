package io.provisionhook.workspace;

import java.util.List;
import java.util.Optional;

/**
 * Keeps the records of workspaces. Implementations are thread-safe; what they throw fails
 * the operation that needed them.
 *
 * @since 0.1.0
 */
public interface WorkspaceStore {

	/**
	 * Keep the first record of a workspace.
	 * @param workspace the record
	 * @throws IllegalStateException if there is a workspace of that id
	 */
	void insert(Workspace workspace);

	/**
	 * Replace a record by the next one, unless somebody else did so first.
	 * @param expected the record to replace
	 * @param next the record to keep instead
	 * @return whether it was replaced; {@code false} if the stored
	 * {@linkplain Workspace#version() version} is not that of the expected record
	 */
	boolean replace(Workspace expected, Workspace next);

	/**
	 * Delete a record, unless somebody else replaced it first.
	 * @param expected the record
	 * @return whether it was deleted; {@code false} if there is none of that id, or the
	 * stored {@linkplain Workspace#version() version} is not that of the expected record
	 */
	boolean delete(Workspace expected);

	/**
	 * Find a workspace.
	 * @param id the id, which somebody may have made up
	 * @return its record, if there is one
	 */
	Optional<Workspace> find(String id);

	/**
	 * Return all workspaces.
	 * @return the records, the oldest workspace first
	 */
	List<Workspace> findAll();

}

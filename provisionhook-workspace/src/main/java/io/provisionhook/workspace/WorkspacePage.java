package io.provisionhook.workspace;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Some of the workspaces that a {@link WorkspaceQuery} finds, the newest first.
 * Immutable.
 *
 * @param workspaces the records
 * @param next the cursor of the last workspace, for the query for the next page;
 * {@code null} if there are no more
 * @since 0.1.0
 */
public record WorkspacePage(List<Workspace> workspaces, WorkspaceQuery.@Nullable Cursor next) {

	/**
	 * Create a page.
	 */
	public WorkspacePage {
		workspaces = List.copyOf(workspaces);
	}

}

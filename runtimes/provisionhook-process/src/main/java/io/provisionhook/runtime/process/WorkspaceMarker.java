package io.provisionhook.runtime.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The properties that identify the processes of a workspace even after they have lost
 * their parent and their session: a variable, the input and output files, and the
 * directory. A process that gets rid of all of them is not identified.
 *
 * @param root the real path of the directory of all workspaces
 * @param workspaceId the id of the workspace, which is the name of its directory
 * @param owner the id of the user that owns the directory
 */
record WorkspaceMarker(Path root, String workspaceId, int owner) {

	private static final String INPUTS = ".input";

	private static final int UNKNOWN = -1;

	/**
	 * Return the marker of a workspace, which may have no directory.
	 * @param root the real path of the directory of all workspaces
	 * @param workspaceId the id of the workspace
	 * @return the marker
	 */
	static WorkspaceMarker of(Path root, String workspaceId) {
		return new WorkspaceMarker(root, workspaceId, ownerOf(root.resolve(workspaceId)));
	}

	/**
	 * Return the owner of a directory.
	 * @param directory the directory
	 * @return the id of the user; -1 if it can't be read
	 */
	static int ownerOf(Path directory) {
		try {
			return ProcessUser.ownerOf(directory);
		}
		catch (IOException | UnsupportedOperationException | IllegalArgumentException ex) {
			return UNKNOWN;
		}
	}

	/**
	 * Return the directory of the input files of workspaces.
	 * @param root the directory of all workspaces
	 * @return the directory
	 */
	static Path inputs(Path root) {
		return root.resolve(INPUTS);
	}

	/**
	 * Return the input file of the workspace, which identifies its processes.
	 * @return the file
	 */
	Path input() {
		return inputs(this.root).resolve(this.workspaceId);
	}

	/**
	 * Return whether a process belongs to the workspace. A shell of a person with this
	 * working directory does not.
	 * @param process the process
	 * @param output the output file of the processes of the workspace; {@code null} if it
	 * is not known
	 * @return whether it belongs to the workspace
	 */
	boolean matches(LinuxProcess process, @Nullable Path output) {
		Path cookie = process.cookie();
		if (cookie != null && inputs(this.root).equals(cookie.getParent())) {
			return input().equals(cookie);
		}
		return !process.isBeingStarted() && (isHiddenInDirectory(process) || hasOpen(process, output));
	}

	private boolean isHiddenInDirectory(LinuxProcess process) {
		Path directory = process.workingDirectory();
		return directory != null && directory.startsWith(this.root.resolve(this.workspaceId))
				&& process.uid() == this.owner && !process.hasTerminal() && !process.isInSessionOfHost()
				&& process.hasNoEnvironment();
	}

	private boolean hasOpen(LinuxProcess process, @Nullable Path output) {
		Set<Path> files = process.openFiles();
		return files.contains(input()) || (output != null && files.contains(output));
	}

}

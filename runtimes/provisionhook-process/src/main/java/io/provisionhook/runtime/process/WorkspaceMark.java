package io.provisionhook.runtime.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What the processes of a workspace have of it, and keep when they lose their parent and
 * their session: a variable, the files that are their input and output, and their
 * directory. One that gets rid of all of them is not known any more.
 *
 * @param root the real path of the directory of all workspaces
 * @param workspaceId the id of the workspace, the name of its directory
 * @param owner the id of the user that the directory belongs to
 */
record WorkspaceMark(Path root, String workspaceId, int owner) {

	private static final String INPUTS = ".input";

	private static final int UNKNOWN = -1;

	/**
	 * Return the mark of a workspace, which may have no directory.
	 * @param root the real path of the directory of all workspaces
	 * @param workspaceId the id of the workspace
	 * @return the mark
	 */
	static WorkspaceMark of(Path root, String workspaceId) {
		return new WorkspaceMark(root, workspaceId, ownerOf(root.resolve(workspaceId)));
	}

	/**
	 * Return who a directory belongs to.
	 * @param directory the directory
	 * @return the id of the user, or that of none if it can't be read
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
	 * Return the directory of the files that are the input of workspaces.
	 * @param root the directory of all workspaces
	 * @return the directory
	 */
	static Path inputs(Path root) {
		return root.resolve(INPUTS);
	}

	/**
	 * Return the file that is the input of the workspace, and tells whose its processes
	 * are.
	 * @return the file
	 */
	Path input() {
		return inputs(this.root).resolve(this.workspaceId);
	}

	/**
	 * Return whether a process has something of the workspace. The shell of a person that
	 * is in the directory has not.
	 * @param process the process
	 * @param output where the processes of the workspace write; {@code null} if that is
	 * not known
	 * @return whether it has
	 */
	boolean isOn(LinuxProcess process, @Nullable Path output) {
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

package io.provisionhook.runtime.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A directory for each workspace, below one that was configured or else is temporary.
 */
final class WorkspaceDirectories implements AutoCloseable {

	private static final Logger logger = System.getLogger(WorkspaceDirectories.class.getName());

	private final @Nullable Path configured;

	private final List<ProcessUser> users;

	private @Nullable Path root;

	private boolean made;

	private @Nullable UserPrincipal owner;

	private @Nullable DirectoryLock lock;

	private OrphanedProcesses left = OrphanedProcesses.NONE;

	/**
	 * Create the directories when they are needed.
	 * @param configured the directory that they are in; a temporary one if {@code null}
	 * @param users the users that workspaces run as, other than this process's own
	 */
	WorkspaceDirectories(@Nullable Path configured, List<ProcessUser> users) {
		this.configured = configured;
		this.users = List.copyOf(users);
	}

	/**
	 * Return the directory of a workspace, which is made unless it is there.
	 * @param workspaceId the id of the workspace
	 * @param user the user it belongs to; this process's own if {@code null}
	 * @return the directory
	 * @throws IOException if it can't be made, or belongs to somebody else
	 */
	synchronized Path create(String workspaceId, @Nullable ProcessUser user) throws IOException {
		Path root = usableRoot();
		Path directory = child(root, workspaceId);
		if (user != null) {
			requireUsable(root, user);
		}
		PrivateFiles.createDirectory(directory);
		if (user != null) {
			user.own(directory);
		}
		else {
			requireOwn(directory);
		}
		return directory;
	}

	private void requireUsable(Path root, ProcessUser user) throws IOException {
		if (user.isRange() && this.configured != null && this.lock == null) {
			throw new IOException("Directory " + root + " is in use by another host application, which may give "
					+ "workspaces the same user ids");
		}
		for (Path directory = root; directory != null; directory = directory.getParent()) {
			if (!PrivateFiles.isEntered(directory)) {
				throw new IOException("Directory " + directory + " can't be entered by the users of workspaces; "
						+ "allow that with \"chmod o+x\", or configure another directory for workspaces");
			}
		}
	}

	/**
	 * Return an empty file that is the input of the processes of a workspace, and tells
	 * whose they are.
	 * @param workspaceId the id of the workspace
	 * @param user the user it belongs to; this process's own if {@code null}
	 * @param directory the directory of the workspace
	 * @return the file
	 * @throws IOException if it can't be created
	 */
	Path createInput(String workspaceId, @Nullable ProcessUser user, Path directory) throws IOException {
		Path inputs = WorkspaceMark.inputs(usableRoot());
		PrivateFiles.createDirectory(inputs);
		requireOwn(inputs);
		if (PrivateFiles.isOpenToOthers(inputs)) {
			PrivateFiles.close(inputs, false);
		}
		Path input = child(inputs, workspaceId);
		PrivateFiles.open(input, StandardOpenOption.TRUNCATE_EXISTING).close();
		if (user != null) {
			user.give(input, ProcessUser.ownerOf(directory));
		}
		return input;
	}

	/**
	 * Delete the input of a workspace, of which nothing runs any more.
	 * @param workspaceId the id of the workspace
	 */
	void deleteInput(String workspaceId) {
		try {
			Path inputs = WorkspaceMark.inputs(root());
			if (Files.isDirectory(inputs, LinkOption.NOFOLLOW_LINKS)) {
				deleteInput(child(inputs, workspaceId));
			}
		}
		catch (IOException ex) {
			logger.log(Level.WARNING, "The input of workspace {0} could not be deleted: {1}", workspaceId,
					ex.getClass().getSimpleName());
		}
	}

	/**
	 * Delete what is kept of a workspace, of which nothing runs any more.
	 * @param workspaceId the id of the workspace
	 * @throws IOException if something of it is left
	 */
	void delete(String workspaceId) throws IOException {
		Path root = root();
		if (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
			requireOwn(root);
			DirectoryDeletion.delete(child(root, workspaceId));
			deleteInput(workspaceId);
		}
	}

	/**
	 * Return the processes of a workspace, which has a directory.
	 * @param workspaceId the id of the workspace
	 * @return those that there are, and that there are going to be
	 * @throws IOException if the directory can't be used
	 */
	ProcessTree processes(String workspaceId) throws IOException {
		return new ProcessTree(WorkspaceMark.of(root(), workspaceId), this.users);
	}

	private static Path child(Path parent, String workspaceId) throws IOException {
		Path child = parent.resolve(workspaceId).normalize();
		if (!parent.equals(child.getParent()) || workspaceId.startsWith(".")) {
			throw new IOException("Workspace id '" + workspaceId + "' is not the name of a directory");
		}
		return child;
	}

	/**
	 * Return what an earlier host application has left running in this directory.
	 * @return the processes; none if the directory is a temporary one, or if another host
	 * application uses it
	 * @throws IOException if the directory can't be used
	 */
	OrphanedProcesses left() throws IOException {
		if (this.configured != null) {
			root();
		}
		return this.left;
	}

	private synchronized Path root() throws IOException {
		Path root = this.root;
		if (root == null) {
			root = (this.configured != null) ? open(this.configured) : openTemporary();
			this.owner = Files.getOwner(root);
			this.root = root;
		}
		return root;
	}

	// Somebody may clean temporary files at any time
	private synchronized Path usableRoot() throws IOException {
		Path root = root();
		if (PrivateFiles.createDirectories(root, isEntered())) {
			logger.log(Level.WARNING, "Directory {0} of workspaces is made again, since it was deleted although it is "
					+ "in use; keep it from being cleaned, or configure another directory", root);
			this.owner = Files.getOwner(root);
			this.made = true;
		}
		requireOwn(root);
		if (this.made && PrivateFiles.isOpenToOthers(root)) {
			PrivateFiles.close(root, isEntered());
		}
		if (this.lock != null && !this.lock.isThere()) {
			this.lock.close();
			this.lock = DirectoryLock.tryLock(root);
		}
		return root;
	}

	private boolean isEntered() {
		return !this.users.isEmpty();
	}

	// Another user could put one of his own in the place of one that was cleaned
	private void requireOwn(Path directory) throws IOException {
		PrivateFiles.requireNoLink(directory);
		if (PrivateFiles.isOfAnotherUser(directory) && !Files.getOwner(directory).equals(this.owner)) {
			throw new IOException("Directory " + directory + " belongs to another user of this machine; delete it, or "
					+ "give it to the user of this application with \"chown\"");
		}
	}

	private Path openTemporary() throws IOException {
		Path root = Files.createTempDirectory("provisionhook-").toRealPath();
		PrivateFiles.close(root, isEntered());
		this.made = true;
		return root;
	}

	// Done before this host starts anything there, for that would look the same
	private Path open(Path configured) throws IOException {
		this.made = PrivateFiles.createDirectories(configured, isEntered());
		Path root = configured.toRealPath();
		if (!this.made && PrivateFiles.isOfAnotherUser(root)) {
			logger.log(Level.WARNING, "Directory {0} of workspaces belongs to another user of this machine, who can "
					+ "replace what is in it; give it to the user of this application with \"chown\"", root);
		}
		if (!this.made && PrivateFiles.isOpenToOthers(root)) {
			logger.log(Level.WARNING, "Directory {0} of workspaces is open to other users of this machine; close it "
					+ "with \"chmod go-rw\"", root);
		}
		this.lock = DirectoryLock.tryLock(root);
		if (this.lock != null) {
			this.left = OrphanedProcesses.find(root, this.users);
			deleteInputs(root);
		}
		return root;
	}

	private void deleteInputs(Path root) throws IOException {
		Path inputs = WorkspaceMark.inputs(root);
		if (Files.isDirectory(inputs, LinkOption.NOFOLLOW_LINKS)) {
			try (DirectoryStream<Path> files = Files.newDirectoryStream(inputs,
					(file) -> !this.left.isRunning(String.valueOf(file.getFileName())))) {
				for (Path file : files) {
					deleteInput(file);
				}
			}
		}
	}

	private static void deleteInput(Path file) throws IOException {
		if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
			Files.delete(file);
		}
	}

	@Override
	public synchronized void close() {
		if (this.lock != null) {
			this.lock.close();
		}
		if (this.configured == null && this.root != null) {
			try {
				DirectoryDeletion.delete(this.root);
			}
			catch (IOException ex) {
				// What is left in the temporary directory is the operating system's to
				// clean
			}
		}
	}

}

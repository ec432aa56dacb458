package io.provisionhook.runtime.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The directories of all workspaces, in a configured or a temporary directory.
 * Thread-safe.
 */
final class WorkspaceDirectories implements AutoCloseable {

	private static final Logger logger = System.getLogger(WorkspaceDirectories.class.getName());

	private static final String ID_FILE = ".id";

	private static final int MAX_ID_LENGTH = 255;

	private final String temporaryId = "process " + UUID.randomUUID();

	private final @Nullable Path configured;

	private final List<ProcessUser> users;

	private @Nullable Path root;

	private boolean created;

	private @Nullable UserPrincipal owner;

	private @Nullable DirectoryLock lock;

	private OrphanedProcesses orphans = OrphanedProcesses.NONE;

	/**
	 * Create an object that creates the directories when they are needed.
	 * @param configured the directory that contains them; a temporary directory if
	 * {@code null}
	 * @param users the users that workspaces run as, except that of this process
	 */
	WorkspaceDirectories(@Nullable Path configured, List<ProcessUser> users) {
		this.configured = configured;
		this.users = List.copyOf(users);
	}

	/**
	 * Return the directory of a workspace, and create it if it does not exist.
	 * @param workspaceId the id of the workspace
	 * @param user the owner; the user of this process if {@code null}
	 * @return the directory
	 * @throws IOException if it can't be created, or has another owner
	 */
	synchronized Path create(String workspaceId, @Nullable ProcessUser user) throws IOException {
		Path root = usableRoot();
		Path directory = child(root, workspaceId);
		if (user != null) {
			requireUsable(root, user);
		}
		PrivateFiles.createDirectory(directory);
		if (user != null) {
			user.takeOwnership(directory);
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
	 * Create the input of the processes of a workspace: an empty file that identifies
	 * them.
	 * @param workspaceId the id of the workspace
	 * @param user the owner; the user of this process if {@code null}
	 * @param directory the directory of the workspace
	 * @return the file
	 * @throws IOException if it can't be created
	 */
	Path createInput(String workspaceId, @Nullable ProcessUser user, Path directory) throws IOException {
		Path inputs = WorkspaceMarker.inputs(usableRoot());
		PrivateFiles.createDirectory(inputs);
		requireOwn(inputs);
		if (PrivateFiles.isOpenToOthers(inputs)) {
			PrivateFiles.close(inputs, false);
		}
		Path input = child(inputs, workspaceId);
		PrivateFiles.open(input, StandardOpenOption.TRUNCATE_EXISTING).close();
		if (user != null) {
			user.setOwner(input, ProcessUser.ownerOf(directory));
		}
		return input;
	}

	/**
	 * Delete the input of a workspace that has ended.
	 * @param workspaceId the id of the workspace
	 */
	void deleteInput(String workspaceId) {
		try {
			Path inputs = WorkspaceMarker.inputs(root());
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
	 * Delete the directory and the input of a workspace that has ended.
	 * @param workspaceId the id of the workspace
	 * @throws IOException if they can't be deleted completely
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
	 * Return the present and future processes of a workspace that has a directory.
	 * @param workspaceId the id of the workspace
	 * @return the processes
	 * @throws IOException if the directory can't be used
	 */
	ProcessTree processes(String workspaceId) throws IOException {
		return new ProcessTree(WorkspaceMarker.of(root(), workspaceId), this.users);
	}

	private static Path child(Path parent, String workspaceId) throws IOException {
		Path child = parent.resolve(workspaceId).normalize();
		if (!parent.equals(child.getParent()) || workspaceId.startsWith(".")) {
			throw new IOException("Workspace id '" + workspaceId + "' is not the name of a directory");
		}
		return child;
	}

	/**
	 * Return the processes that an earlier host application has left in this directory.
	 * @return the processes; none if the directory is temporary, or if another host
	 * application uses it
	 * @throws IOException if the directory can't be used
	 */
	OrphanedProcesses orphans() throws IOException {
		if (this.configured != null) {
			root();
		}
		return this.orphans;
	}

	/**
	 * Return the id of the directory that contains the directories, which stays the same
	 * for the next host application that uses it.
	 * @return the id
	 * @throws IOException if the directory can't be used
	 */
	synchronized String location() throws IOException {
		Path root = usableRoot();
		if (this.configured == null || this.lock == null) {
			return this.temporaryId;
		}
		Path file = root.resolve(ID_FILE);
		try (FileChannel channel = PrivateFiles.open(file, StandardOpenOption.READ)) {
			ByteBuffer content = ByteBuffer.allocate(MAX_ID_LENGTH);
			channel.read(content);
			String id = new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
			if (id.isBlank()) {
				channel.write(ByteBuffer.wrap(this.temporaryId.getBytes(StandardCharsets.UTF_8)), 0);
				channel.force(true);
				return this.temporaryId;
			}
			return id;
		}
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

	// Temporary files may be cleaned at any time
	private synchronized Path usableRoot() throws IOException {
		Path root = root();
		if (PrivateFiles.createDirectories(root, isEntered())) {
			logger.log(Level.WARNING, "Directory {0} of workspaces is made again, since it was deleted although it is "
					+ "in use; keep it from being cleaned, or configure another directory", root);
			this.owner = Files.getOwner(root);
			this.created = true;
		}
		requireOwn(root);
		if (this.created && PrivateFiles.isOpenToOthers(root)) {
			PrivateFiles.close(root, isEntered());
		}
		if (this.lock != null && !this.lock.isValid()) {
			this.lock.close();
			this.lock = DirectoryLock.tryLock(root);
		}
		return root;
	}

	private boolean isEntered() {
		return !this.users.isEmpty();
	}

	// Another user could replace a directory that was cleaned
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
		this.created = true;
		return root;
	}

	// Before the first start, for processes of this host have the same markers
	private Path open(Path configured) throws IOException {
		this.created = PrivateFiles.createDirectories(configured, isEntered());
		Path root = configured.toRealPath();
		if (!this.created && PrivateFiles.isOfAnotherUser(root)) {
			logger.log(Level.WARNING, "Directory {0} of workspaces belongs to another user of this machine, who can "
					+ "replace what is in it; give it to the user of this application with \"chown\"", root);
		}
		if (!this.created && PrivateFiles.isOpenToOthers(root)) {
			logger.log(Level.WARNING, "Directory {0} of workspaces is open to other users of this machine; close it "
					+ "with \"chmod go-rw\"", root);
		}
		this.lock = DirectoryLock.tryLock(root);
		if (this.lock != null) {
			this.orphans = OrphanedProcesses.find(root, this.users);
			deleteInputs(root);
		}
		return root;
	}

	private void deleteInputs(Path root) throws IOException {
		Path inputs = WorkspaceMarker.inputs(root);
		if (Files.isDirectory(inputs, LinkOption.NOFOLLOW_LINKS)) {
			try (DirectoryStream<Path> files = Files.newDirectoryStream(inputs,
					(file) -> !this.orphans.isRunning(String.valueOf(file.getFileName())))) {
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
				// The operating system cleans the temporary directory
			}
		}
	}

}

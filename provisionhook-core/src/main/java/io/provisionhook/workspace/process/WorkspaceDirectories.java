package io.provisionhook.workspace.process;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

import org.jspecify.annotations.Nullable;

/**
 * A directory for each workspace, below one that was configured or else is temporary.
 */
final class WorkspaceDirectories implements AutoCloseable {

	private static final String INPUTS = ".input";

	private final @Nullable Path configured;

	private @Nullable Path root;

	private @Nullable DirectoryLock lock;

	private LeftProcesses left = LeftProcesses.NONE;

	WorkspaceDirectories(@Nullable Path configured) {
		this.configured = configured;
	}

	Path create(String workspaceId) throws IOException {
		return Files.createDirectories(child(root(), workspaceId));
	}

	/**
	 * Return an empty file that is the input of the processes of a workspace, and tells
	 * whose they are.
	 * @param workspaceId the id of the workspace
	 * @return the file
	 * @throws IOException if it can't be created
	 */
	Path createInput(String workspaceId) throws IOException {
		Path inputs = Files.createDirectories(root().resolve(INPUTS));
		return Files.write(child(inputs, workspaceId), new byte[0]);
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
	LeftProcesses left() throws IOException {
		if (this.configured != null) {
			root();
		}
		return this.left;
	}

	private synchronized Path root() throws IOException {
		Path root = this.root;
		if (root == null) {
			root = (this.configured != null) ? open(this.configured) : Files.createTempDirectory("provisionhook-");
			this.root = root;
		}
		return root;
	}

	// Done before this host starts anything there, for that would look the same
	private Path open(Path configured) throws IOException {
		Path root = Files.createDirectories(configured).toRealPath();
		this.lock = DirectoryLock.tryLock(root);
		if (this.lock != null) {
			this.left = LeftProcesses.find(root.resolve(INPUTS));
		}
		return root;
	}

	@Override
	public synchronized void close() {
		if (this.lock != null) {
			this.lock.close();
		}
		if (this.configured == null && this.root != null) {
			try {
				Files.walkFileTree(this.root, new Deletion());
			}
			catch (IOException ex) {
				// What is left in the temporary directory is the operating system's to
				// clean
			}
		}
	}

	/**
	 * Deletes a directory with all that is in it.
	 */
	private static final class Deletion extends SimpleFileVisitor<Path> {

		@Override
		public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
			Files.delete(file);
			return FileVisitResult.CONTINUE;
		}

		@Override
		public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException ex) throws IOException {
			Files.delete(directory);
			return FileVisitResult.CONTINUE;
		}

	}

}

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

	private final boolean temporary;

	private @Nullable Path root;

	WorkspaceDirectories(@Nullable Path root) {
		this.temporary = root == null;
		this.root = root;
	}

	Path create(String workspaceId) throws IOException {
		Path root = root();
		Path directory = root.resolve(workspaceId).normalize();
		if (!root.equals(directory.getParent())) {
			throw new IOException("Workspace id '" + workspaceId + "' is not the name of a directory");
		}
		return Files.createDirectories(directory);
	}

	private synchronized Path root() throws IOException {
		Path root = (this.root != null) ? this.root.toAbsolutePath().normalize()
				: Files.createTempDirectory("provisionhook-");
		this.root = root;
		return root;
	}

	@Override
	public synchronized void close() {
		if (this.temporary && this.root != null) {
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

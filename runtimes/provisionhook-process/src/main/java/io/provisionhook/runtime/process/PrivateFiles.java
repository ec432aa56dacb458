package io.provisionhook.runtime.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Creates files and directories that no other user of the machine can read. The
 * permissions are set at the creation. A file system without permissions is not
 * protected.
 */
final class PrivateFiles {

	private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");

	private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

	private static final Set<PosixFilePermission> OTHERS = EnumSet.of(PosixFilePermission.GROUP_READ,
			PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

	private static final Set<PosixFilePermission> ENTERED = PosixFilePermissions.fromString("--x--x--x");

	private PrivateFiles() {
	}

	/**
	 * Create a directory and its parents, unless they exist.
	 * @param directory the directory
	 * @param entered whether other users may enter it, without listing its content
	 * @return whether it was created
	 * @throws IOException if it can't be created
	 */
	static boolean createDirectories(Path directory, boolean entered) throws IOException {
		if (Files.isDirectory(directory)) {
			return false;
		}
		Path parent = directory.toAbsolutePath().getParent();
		if (parent != null) {
			createDirectories(parent, entered);
		}
		try {
			Files.createDirectory(directory, attributes(directory, DIRECTORY));
		}
		catch (FileAlreadyExistsException ex) {
			if (!Files.isDirectory(directory)) {
				throw ex;
			}
			return false;
		}
		close(directory, entered);
		return true;
	}

	/**
	 * Create a directory unless it exists.
	 * @param directory the directory
	 * @throws IOException if it can't be created, or is a link
	 */
	static void createDirectory(Path directory) throws IOException {
		createDirectories(directory, false);
		requireNoLink(directory);
	}

	static void requireNoLink(Path path) throws IOException {
		if (Files.isSymbolicLink(path)) {
			throw new IOException(path + " must not be a symbolic link");
		}
	}

	/**
	 * Close a directory to other users, if the file system supports permissions.
	 * @param directory the directory
	 * @param entered whether other users may enter it, without listing its content
	 * @throws IOException if that fails
	 */
	static void close(Path directory, boolean entered) throws IOException {
		setPermissions(directory, DIRECTORY);
		if (entered) {
			letEnter(directory);
		}
	}

	// The umask of this process has removed some at the creation
	private static void setPermissions(Path path, Set<PosixFilePermission> permissions) throws IOException {
		if (hasPermissions(path)) {
			Files.setPosixFilePermissions(path, permissions);
		}
	}

	/**
	 * Let other users enter a directory, without listing its content.
	 * @param directory the directory
	 * @throws IOException if the permissions can't be set
	 */
	static void letEnter(Path directory) throws IOException {
		Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
		permissions.addAll(ENTERED);
		Files.setPosixFilePermissions(directory, permissions);
	}

	/**
	 * Open a file to write, and create it unless it exists.
	 * @param file the file
	 * @param options further options
	 * @return the file
	 * @throws IOException if it can't be opened, or is a link
	 */
	static FileChannel open(Path file, OpenOption... options) throws IOException {
		requireNoLink(file);
		try {
			Files.createFile(file, attributes(file, FILE));
			setPermissions(file, FILE);
		}
		catch (FileAlreadyExistsException ex) {
			// It is opened as it is
		}
		Set<OpenOption> all = new HashSet<>(List.of(options));
		all.addAll(List.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
		return FileChannel.open(file, all);
	}

	/**
	 * Return whether other users may list or change the content of a directory.
	 * @param directory the directory
	 * @return whether they may; {@code false} if the file system has no permissions
	 * @throws IOException if it can't be read
	 */
	static boolean isOpenToOthers(Path directory) throws IOException {
		if (!hasPermissions(directory)) {
			return false;
		}
		Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
		return OTHERS.stream().anyMatch(permissions::contains);
	}

	/**
	 * Return whether the owner of a directory is neither root nor the user of this
	 * process.
	 * @param directory the directory
	 * @return whether it has another owner; {@code false} if the owner is not known
	 * @throws IOException if it can't be read
	 */
	static boolean isOfAnotherUser(Path directory) throws IOException {
		Path self = Path.of("/proc/self");
		if (!hasPermissions(directory) || !Files.exists(self)) {
			return false;
		}
		int owner = ProcessUser.ownerOf(directory);
		return owner != 0 && owner != ProcessUser.ownerOf(self.toRealPath());
	}

	/**
	 * Return whether other users may enter a directory.
	 * @param directory the directory
	 * @return whether they may
	 * @throws IOException if it can't be read
	 */
	static boolean isEntered(Path directory) throws IOException {
		return Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_EXECUTE);
	}

	private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
		return hasPermissions(path) ? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(permissions) }
				: new FileAttribute<?>[0];
	}

	private static boolean hasPermissions(Path path) {
		return path.getFileSystem().supportedFileAttributeViews().contains("posix");
	}

}

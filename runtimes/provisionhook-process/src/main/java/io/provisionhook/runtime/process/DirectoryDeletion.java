package io.provisionhook.runtime.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.PrintableText;

/**
 * Deletes a directory and everything that a program may have put into it. Does not follow
 * links, does not enter other file systems, and has no limit for the depth.
 */
final class DirectoryDeletion {

	private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwx------");

	private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

	private static final Pattern OCTAL = Pattern.compile("\\\\(\\d{3})");

	private final Path directory;

	private final boolean root = ProcessUser.isRoot();

	private @Nullable IOException failure;

	private DirectoryDeletion(Path directory) {
		this.directory = directory;
	}

	/**
	 * Delete a directory. Does nothing if it does not exist.
	 * @param directory the real path of the directory
	 * @throws IOException if it can't be deleted completely
	 */
	static void delete(Path directory) throws IOException {
		Path parent = directory.getParent();
		if (parent == null || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
			Files.deleteIfExists(directory);
			return;
		}
		requireNoMount(directory);
		try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent)) {
			if (stream instanceof SecureDirectoryStream<Path> secure) {
				new DirectoryDeletion(directory).deleteFrom(secure);
			}
			else {
				deleteByPath(directory);
			}
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
	}

	// A system without secure directory streams
	private static void deleteByPath(Path directory) throws IOException {
		try (Stream<Path> paths = Files.walk(directory)) {
			for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(path);
			}
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	// A mounted file system does not belong to the workspace
	private static void requireNoMount(Path directory) throws IOException {
		if (!Files.exists(MOUNTS)) {
			return;
		}
		for (String line : Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1)) {
			String point = OCTAL.matcher(line.split(" ", 6)[4])
				.replaceAll((code) -> Matcher.quoteReplacement(character(code.group(1))));
			Path path = Path.of(new String(point.getBytes(StandardCharsets.ISO_8859_1), LinuxProcess.CHARSET));
			if (path.startsWith(directory)) {
				throw new IOException("Directory " + directory + " can't be deleted, since something is mounted at "
						+ PrintableText.of(path.toString()) + "; unmount it");
			}
		}
	}

	private static String character(String octal) {
		return Character.toString(Integer.parseInt(octal, 8));
	}

	private void deleteFrom(SecureDirectoryStream<Path> parent) throws IOException {
		Path name = this.directory.getFileName();
		boolean progress = true;
		while (progress) {
			this.failure = null;
			open(this.directory);
			try (SecureDirectoryStream<Path> content = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
				progress = deleteAll(content, this.directory, null);
			}
		}
		if (this.failure != null) {
			throw new IOException("Directory " + this.directory + " can't be deleted: " + reasonOf(this.failure),
					this.failure);
		}
		parent.deleteDirectory(name);
	}

	// A deep path may be longer than the system supports, so directories below the second
	// level are moved to the first
	private boolean deleteAll(SecureDirectoryStream<Path> content, Path path,
			@Nullable SecureDirectoryStream<Path> above) {
		boolean progress = false;
		for (Path entry : content) {
			Path name = entry.getFileName();
			try {
				if (!isDirectory(content, name)) {
					content.deleteFile(name);
				}
				else if (above != null) {
					open(path.resolve(name));
					content.move(name, above, Path.of(UUID.randomUUID().toString()));
				}
				else {
					open(path.resolve(name));
					try (SecureDirectoryStream<Path> below = content.newDirectoryStream(name,
							LinkOption.NOFOLLOW_LINKS)) {
						progress |= deleteAll(below, path.resolve(name), content);
					}
					content.deleteDirectory(name);
				}
				progress = true;
			}
			catch (IOException ex) {
				this.failure = (this.failure != null) ? this.failure : ex;
			}
		}
		return progress;
	}

	private static boolean isDirectory(SecureDirectoryStream<Path> parent, Path name) throws IOException {
		return parent.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
			.readAttributes()
			.isDirectory();
	}

	// Root needs no permission, and a link could lead it to a file of another user
	private void open(Path path) {
		if (!this.root) {
			try {
				Files.setPosixFilePermissions(path, OPEN);
			}
			catch (IOException ex) {
				// The deletion of its content fails with a better message
			}
		}
	}

	private static String reasonOf(IOException failure) {
		String name = failure.getClass().getSimpleName();
		return (failure instanceof FileSystemException ex && ex.getFile() != null)
				? PrintableText.of(ex.getFile()) + ": " + ((ex.getReason() != null) ? ex.getReason() : name) : name;
	}

}

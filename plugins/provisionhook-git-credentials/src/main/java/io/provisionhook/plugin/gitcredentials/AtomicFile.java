package io.provisionhook.plugin.gitcredentials;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;

import org.jspecify.annotations.Nullable;

/**
 * Replaces files so that whoever reads them sees either the old or the new text, also
 * after a crash.
 */
final class AtomicFile {

	private AtomicFile() {
	}

	/**
	 * Replace a file by another one with the same permissions. A link stays a link.
	 * @param file the file, which exists
	 * @param text what it is to hold
	 * @throws IOException if that can't be done, and the file is as it was
	 */
	static void replace(Path file, String text) throws IOException {
		Path target = file.toRealPath();
		Path directory = parentOf(target);
		// Only the user may read it until it has the permissions of the other one
		Path successor = Files.createTempFile(directory, "." + target.getFileName() + ".", ".new");
		try {
			write(successor, text);
			PosixFileAttributeView posix = Files.getFileAttributeView(target, PosixFileAttributeView.class);
			if (posix != null) {
				Files.setPosixFilePermissions(successor, posix.readAttributes().permissions());
			}
			Files.move(successor, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(successor);
		}
	}

	private static void write(Path file, String text) throws IOException {
		ByteBuffer bytes = StandardCharsets.UTF_8.encode(text + "\n");
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
			while (bytes.hasRemaining()) {
				channel.write(bytes);
			}
			channel.force(true);
		}
	}

	/**
	 * Lock a file against other processes until what is returned is closed. The lock is
	 * on a file beside it, since the file itself is replaced.
	 * @param file the file, which exists
	 * @return what holds the lock
	 * @throws IOException if it can't be locked
	 */
	static FileChannel lock(Path file) throws IOException {
		Path target = file.toRealPath();
		FileChannel channel = FileChannel.open(parentOf(target).resolve("." + target.getFileName() + ".lock"),
				StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		boolean locked = false;
		try {
			locked = channel.lock().isValid();
			return channel;
		}
		finally {
			if (!locked) {
				channel.close();
			}
		}
	}

	private static Path parentOf(Path target) throws IOException {
		@Nullable Path parent = target.getParent();
		if (parent == null) {
			throw new IOException("no file");
		}
		return parent;
	}

}

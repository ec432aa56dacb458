package io.provisionhook.plugin.gitcredentials;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

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
			forceToDisk(directory);
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

	private static void forceToDisk(Path directory) {
		try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
			channel.force(true);
		}
		catch (IOException ex) {
			// Not every file system opens directories; the file itself is on the disk
		}
	}

	/**
	 * Lock a file against others, also in other processes, until what is returned is
	 * closed. The lock is on a file beside it, since the file itself is replaced.
	 * @param file the file, which exists
	 * @param limit how long to wait for it
	 * @return what holds the lock
	 * @throws IOException if it can't be locked
	 * @throws InterruptedException if the thread is interrupted
	 */
	static FileChannel lock(Path file, Duration limit) throws IOException, InterruptedException {
		Path target = file.toRealPath();
		FileChannel channel = FileChannel.open(parentOf(target).resolve("." + target.getFileName() + ".lock"),
				StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		boolean locked = false;
		try {
			long deadline = System.nanoTime() + limit.toNanos();
			locked = tryLock(channel);
			while (!locked && deadline - System.nanoTime() > 0) {
				TimeUnit.MILLISECONDS.sleep(20);
				locked = tryLock(channel);
			}
			if (!locked) {
				throw new FileLockedException();
			}
			return channel;
		}
		finally {
			if (!locked) {
				channel.close();
			}
		}
	}

	private static boolean tryLock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock() != null;
		}
		catch (OverlappingFileLockException ex) {
			return false;
		}
	}

	private static Path parentOf(Path target) throws IOException {
		@Nullable Path parent = target.getParent();
		if (parent == null) {
			throw new IOException("no file");
		}
		return parent;
	}

	/**
	 * Somebody else has the lock.
	 */
	static final class FileLockedException extends IOException {

	}

}

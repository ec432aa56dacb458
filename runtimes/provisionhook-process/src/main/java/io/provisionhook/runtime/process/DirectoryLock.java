package io.provisionhook.runtime.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A lock on a directory, by which this host application is the only one that uses it. The
 * operating system releases the lock of a host application that dies.
 */
final class DirectoryLock implements AutoCloseable {

	private static final Logger logger = System.getLogger(DirectoryLock.class.getName());

	private static final String FILE = ".lock";

	private final Path file;

	private final @Nullable Object key;

	private final FileChannel channel;

	private DirectoryLock(Path file, FileChannel channel) throws IOException {
		this.file = file;
		this.key = keyOf(file);
		this.channel = channel;
	}

	static @Nullable DirectoryLock tryLock(Path directory) throws IOException {
		Path file = directory.resolve(FILE);
		FileChannel channel = PrivateFiles.open(file);
		if (isLocked(channel)) {
			return new DirectoryLock(file, channel);
		}
		channel.close();
		logger.log(Level.WARNING, "Directory {0} is in use by another host application; give each one of its own, "
				+ "so that it can end the processes that an earlier one left there", directory);
		return null;
	}

	private static boolean isLocked(FileChannel channel) throws IOException {
		try {
			return channel.tryLock() != null;
		}
		catch (OverlappingFileLockException ex) {
			return false;
		}
	}

	/**
	 * Return whether the locked file still exists. If it was replaced, another host
	 * application may lock the new file.
	 * @return whether this lock is valid
	 */
	boolean isValid() {
		try {
			return Objects.equals(this.key, keyOf(this.file));
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static @Nullable Object keyOf(Path file) throws IOException {
		return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			// The lock is released nevertheless
		}
	}

}

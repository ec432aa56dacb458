package io.provisionhook.workspace.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether this host application is the only one that uses a directory, for as long
 * as it does. The operating system lets go of the lock of one that dies.
 */
final class DirectoryLock implements AutoCloseable {

	private static final Logger logger = System.getLogger(DirectoryLock.class.getName());

	private static final String FILE = ".lock";

	private final FileChannel channel;

	private DirectoryLock(FileChannel channel) {
		this.channel = channel;
	}

	static @Nullable DirectoryLock tryLock(Path directory) throws IOException {
		FileChannel channel = PrivateFiles.open(directory.resolve(FILE));
		if (isLocked(channel)) {
			return new DirectoryLock(channel);
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

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			// The lock is gone all the same
		}
	}

}

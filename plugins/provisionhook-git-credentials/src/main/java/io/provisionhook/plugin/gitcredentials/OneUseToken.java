package io.provisionhook.plugin.gitcredentials;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.log.LogMessage;

import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * Tokens in files that are good once: whoever uses one gets its successor, which takes
 * its place in the file before anything else is done. A file that can't be written is
 * found out before the token is used; should it happen later, the successor is kept in
 * memory until it can be. Thread-safe.
 */
final class OneUseToken implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(OneUseToken.class);

	private final SecretFile file;

	private final UnbrokenCalls calls;

	private final Map<Path, Unsaved> unsaved = new ConcurrentHashMap<>();

	/**
	 * Create the tokens.
	 * @param file where they are
	 * @param calls lets each use come to its end
	 */
	OneUseToken(SecretFile file, UnbrokenCalls calls) {
		this.file = file;
		this.calls = calls;
	}

	/**
	 * Return the token.
	 * @param path the file
	 * @return the token, which may be ahead of the file
	 * @throws UpstreamException if there is none
	 */
	String read(Path path) throws UpstreamException {
		String written = this.file.read(path);
		Unsaved ahead = this.unsaved.get(path);
		if (ahead == null) {
			return written;
		}
		if (!ahead.predecessor().equals(written)) {
			this.unsaved.remove(path, ahead);
			return written;
		}
		if (isSaved(path, ahead.token())) {
			this.unsaved.remove(path, ahead);
		}
		return ahead.token();
	}

	/**
	 * Use the token.
	 * @param path the file
	 * @param use uses it, and ends by itself
	 * @param <T> what it is used for
	 * @return what it was used for
	 * @throws UpstreamException if it can't be used or replaced
	 * @throws InterruptedException if the thread is interrupted, which does not end the
	 * use
	 */
	@SuppressWarnings("try")
	<T> T use(Path path, Use<T> use) throws UpstreamException, InterruptedException {
		return this.calls.make(() -> {
			try (FileChannel lock = lock(path)) {
				String token = read(path);
				String written = this.file.read(path);
				return use.of(token, (successor) -> save(path, written, successor));
			}
		});
	}

	private FileChannel lock(Path path) throws UpstreamException, InterruptedException {
		try {
			return AtomicFile.lock(path, this.calls.longestWait());
		}
		catch (AtomicFile.FileLockedException ex) {
			throw this.file.failure(path, "is locked by another process; let each have a token of its own");
		}
		catch (IOException ex) {
			throw notWritable(path);
		}
	}

	/**
	 * Find out whether a successor could be written, by writing what is there.
	 * @param path the file
	 * @throws UpstreamException if it could not be
	 */
	void requireWritable(Path path) throws UpstreamException {
		if (!isSaved(path, this.file.read(path))) {
			throw notWritable(path);
		}
	}

	private UpstreamException notWritable(Path path) {
		return this.file.failure(path, "can't be replaced, but the next token has to be written there; let the user of"
				+ " the application write into its directory, or mount the directory instead of the file");
	}

	private void save(Path path, String predecessor, String successor) {
		this.unsaved.remove(path);
		if (!isSaved(path, successor)) {
			this.unsaved.put(path, new Unsaved(predecessor, successor));
			logger.error(LogMessage.format("The file '%s' could not be replaced, so the only token that is good is lost"
					+ " when the application ends; let its user write into the directory", path));
		}
	}

	private static boolean isSaved(Path path, String token) {
		try {
			AtomicFile.replace(path, token);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Wait until what was received is written.
	 */
	@Override
	public void close() {
		this.calls.close();
	}

	/**
	 * A token that could not be written.
	 *
	 * @param predecessor what the file holds instead
	 * @param token the token
	 */
	private record Unsaved(String predecessor, String token) {

		@Override
		public String toString() {
			return "Unsaved[redacted]";
		}

	}

	/**
	 * Uses a token.
	 *
	 * @param <T> what it is used for
	 */
	@FunctionalInterface
	interface Use<T> {

		/**
		 * Use the token.
		 * @param token the token
		 * @param successor told the next one, as soon as it is there
		 * @return what the token was used for
		 * @throws UpstreamException if that can't be had
		 * @throws InterruptedException if the thread is interrupted
		 */
		T of(String token, Successor successor) throws UpstreamException, InterruptedException;

	}

	/**
	 * Told the token that takes the place of another.
	 */
	@FunctionalInterface
	interface Successor {

		/**
		 * Write the next token down.
		 * @param token the token
		 */
		void is(String token);

	}

}

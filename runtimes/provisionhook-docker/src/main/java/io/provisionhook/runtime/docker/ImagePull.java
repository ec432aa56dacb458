package io.provisionhook.runtime.docker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import com.github.dockerjava.core.NameParser;
import org.jspecify.annotations.Nullable;

/**
 * An image on its way from a registry to an engine. Counts who waits for it; that is not
 * thread-safe. It has a connection of its own, since to close that is the only way to
 * give up a pull that the engine has not begun to answer.
 */
final class ImagePull implements AutoCloseable {

	private static final Logger logger = System.getLogger(ImagePull.class.getName());

	private final String image;

	private final DockerConfig config;

	private final EngineConnection connection;

	private final EngineStream<PullResponseItem> stream = new EngineStream<>(this::progressed);

	private final CompletableFuture<@Nullable Void> ended;

	private volatile @Nullable String refusal;

	private volatile long lastProgress = System.nanoTime();

	private int waiting;

	ImagePull(EngineConnection connection, DockerConfig config, String image) {
		this.connection = connection;
		this.config = config;
		this.image = image;
		this.ended = this.stream.ended().handle(this::ended);
		logger.log(Level.INFO, "Pulling image {0}", image);
		try {
			command(connection.client(), image, config.credentialsFor(image)).exec(this.stream);
		}
		catch (RuntimeException ex) {
			this.stream.onError(ex);
		}
	}

	private static PullImageCmd command(DockerClient client, String image, @Nullable AuthConfig credentials) {
		NameParser.ReposTag name = NameParser.parseRepositoryTag(image);
		PullImageCmd command = client.pullImageCmd(name.repos);
		if (credentials != null) {
			command.withAuthConfig(credentials);
		}
		// Without a tag the engine would pull all that there are
		return name.repos.contains("@") ? command : command.withTag(name.tag.isEmpty() ? "latest" : name.tag);
	}

	private void progressed(PullResponseItem item) {
		this.lastProgress = System.nanoTime();
		ResponseItem.ErrorDetail detail = item.getErrorDetail();
		if (detail != null && detail.getMessage() != null) {
			this.refusal = detail.getMessage();
		}
	}

	private @Nullable Void ended(@Nullable Void nothing, @Nullable Throwable failure) {
		if (failure instanceof DockerException exception) {
			this.refusal = EngineErrors.messageOf(exception);
		}
		else if (failure != null) {
			throw new CompletionException(failure);
		}
		logger.log(Level.INFO, (this.refusal != null) ? "Image {0} could not be pulled" : "Pulled image {0}",
				this.image);
		return null;
	}

	/**
	 * Return when it is over, one way or the other.
	 * @return completed then; with the failure if the engine was lost
	 */
	CompletableFuture<@Nullable Void> ended() {
		return this.ended;
	}

	boolean endsWithin(Duration time) throws InterruptedException {
		return this.stream.endsWithin(time);
	}

	/**
	 * Return for how long the engine has not told of any progress.
	 * @return the time
	 */
	Duration silence() {
		return Duration.ofNanos(System.nanoTime() - this.lastProgress);
	}

	void requireSuccess() throws DockerEngineException {
		String message = this.refusal;
		if (message != null) {
			throw PullRefusal.of(message).toException(this.image, message, this.config.problemOf(this.image));
		}
	}

	void join() {
		this.waiting++;
	}

	/**
	 * Stop waiting.
	 * @return whether nobody waits any more, so that the pull has been given up
	 */
	boolean leave() {
		this.waiting--;
		if (this.waiting == 0) {
			close();
		}
		return this.waiting == 0;
	}

	@Override
	public void close() {
		this.stream.close();
		this.connection.close();
	}

}

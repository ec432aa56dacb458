package io.provisionhook.runtime.docker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import com.github.dockerjava.core.NameParser;
import org.jspecify.annotations.Nullable;

/**
 * Pulls images. Callers that need the same image at the same time share one pull, which
 * is cancelled when the last of them has stopped waiting. Thread-safe.
 */
final class ImagePuller implements AutoCloseable {

	private static final Logger logger = System.getLogger(ImagePuller.class.getName());

	private static final String STALLED_HINT = "its registry may be stuck, or \"pull-stall-timeout\" too short";

	private static final String TIMEOUT_HINT = "its registry may be slow or stuck, or \"pull-timeout\" too short";

	private final EngineCallExecutor calls;

	private final Supplier<EngineConnection> connections;

	private final DockerConfig config;

	private final Duration timeout;

	private final Duration stallTimeout;

	private final Map<String, Pull> running = new HashMap<>();

	ImagePuller(EngineCallExecutor calls, Supplier<EngineConnection> connections, DockerConfig config, Duration timeout,
			Duration stallTimeout) {
		this.calls = calls;
		this.connections = connections;
		this.config = config;
		this.timeout = timeout;
		this.stallTimeout = stallTimeout;
	}

	void pull(String image) throws DockerEngineException, InterruptedException {
		Pull pull = join(image);
		try {
			await("pull image \"" + image + "\"", pull);
			pull.requireSuccess();
		}
		finally {
			leave(image, pull);
		}
	}

	private void await(String activity, Pull pull) throws DockerEngineException, InterruptedException {
		long begin = System.nanoTime();
		Duration remaining = this.timeout;
		Duration untilStalled = this.stallTimeout;
		while (!pull.endsWithin((untilStalled.compareTo(remaining) < 0) ? untilStalled : remaining)) {
			remaining = this.timeout.minusNanos(System.nanoTime() - begin);
			untilStalled = this.stallTimeout.minus(pull.timeSinceProgress());
			if (!isPositive(remaining)) {
				throw this.calls.timeoutException(activity, this.timeout, TIMEOUT_HINT);
			}
			if (!isPositive(untilStalled)) {
				throw this.calls.timeoutException("go on to " + activity, this.stallTimeout, STALLED_HINT);
			}
		}
		this.calls.await(activity, pull.ended);
	}

	private static boolean isPositive(Duration time) {
		return !time.isNegative() && !time.isZero();
	}

	private synchronized Pull join(String image) {
		Pull pull = this.running.get(image);
		if (pull == null || pull.ended.isDone()) {
			pull = new Pull(this.connections.get(), this.config, image);
			this.running.put(image, pull);
		}
		pull.callers++;
		return pull;
	}

	private synchronized void leave(String image, Pull pull) {
		pull.callers--;
		if (pull.callers == 0) {
			pull.close();
			this.running.remove(image, pull);
		}
	}

	@Override
	public synchronized void close() {
		this.running.values().forEach(Pull::close);
	}

	/**
	 * A pull of an image. It has a connection of its own, as closing the connection is
	 * the only way to cancel a pull before the engine has begun to answer.
	 */
	private static final class Pull implements AutoCloseable {

		private final String image;

		private final DockerConfig config;

		private final EngineConnection connection;

		private final EngineStream<PullResponseItem> stream = new EngineStream<>(this::progressed);

		// Failed if the engine was lost; a refusal of the registry is a normal end
		private final CompletableFuture<@Nullable Void> ended;

		private volatile @Nullable String refusal;

		private volatile long lastProgress = System.nanoTime();

		private int callers;

		Pull(EngineConnection connection, DockerConfig config, String image) {
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
			// Without a tag the engine would pull all tags
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
				this.refusal = EngineExceptionTranslator.messageOf(exception);
			}
			else if (failure != null) {
				throw new CompletionException(failure);
			}
			logger.log(Level.INFO, (this.refusal != null) ? "Image {0} could not be pulled" : "Pulled image {0}",
					this.image);
			return null;
		}

		private boolean endsWithin(Duration time) throws InterruptedException {
			return this.stream.endsWithin(time);
		}

		private Duration timeSinceProgress() {
			return Duration.ofNanos(System.nanoTime() - this.lastProgress);
		}

		private void requireSuccess() throws DockerEngineException {
			String message = this.refusal;
			if (message != null) {
				throw RefusalCause.of(message).toException(this.image, message, this.config.problemOf(this.image));
			}
		}

		@Override
		public void close() {
			this.stream.close();
			this.connection.close();
		}

	}

	/**
	 * The cause of a refused pull, as far as the message of the engine reveals it.
	 */
	private enum RefusalCause {

		/**
		 * The registry denies access, or hides whether the image exists. Registries
		 * usually answer so for a missing image too, so it is checked first.
		 */
		ACCESS_DENIED("unauthorized|denied|no basic auth|authentication required|forbidden|incorrect username",
				"the registry refuses image \"%s\": %s; check its name, and the credentials in Docker's config.json"),

		/**
		 * The registry does not have the image.
		 */
		IMAGE_NOT_FOUND("not found|manifest unknown|name unknown|does not exist|no such image",
				"the registry has no image \"%s\": %s; check its name and tag"),

		/**
		 * The engine has no connection to the registry.
		 */
		REGISTRY_UNREACHABLE(
				"connection refused|no such host|no route|timeout|timed out|deadline|x509|tls|server misbehaving|eof|"
						+ "connection reset|http response to https",
				"the engine can't reach the registry of image \"%s\": %s"),

		/**
		 * Any other cause.
		 */
		OTHER("", "the engine can't pull image \"%s\": %s");

		private final Pattern words;

		private final String format;

		RefusalCause(String words, String format) {
			this.words = Pattern.compile(words);
			this.format = format;
		}

		static RefusalCause of(String message) {
			String text = message.toLowerCase(Locale.ROOT);
			return Stream.of(values()).filter((cause) -> cause.words.matcher(text).find()).findFirst().orElse(OTHER);
		}

		DockerEngineException toException(String image, String message, @Nullable String credentialsProblem) {
			String text = this.format.formatted(image, message);
			return new DockerEngineException((credentialsProblem != null && this != REGISTRY_UNREACHABLE)
					? text + "; " + credentialsProblem : text);
		}

	}

}

package io.provisionhook.runtime.docker;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * What is sent to the input of a container, and when all of it has been.
 */
final class SecretsInput extends InputStream {

	private final ByteArrayInputStream bytes;

	private final CompletableFuture<@Nullable Void> sent = new CompletableFuture<>();

	SecretsInput(byte[] bytes) {
		this.bytes = new ByteArrayInputStream(bytes);
	}

	@Override
	public int read() {
		return note(this.bytes.read());
	}

	@Override
	public int read(byte[] buffer, int offset, int length) {
		return note(this.bytes.read(buffer, offset, length));
	}

	// Whoever asks for more has sent what came before
	private int note(int result) {
		if (result < 0) {
			this.sent.complete(null);
		}
		return result;
	}

	/**
	 * Return when all has been sent.
	 * @param connection completed when nothing can be sent any more
	 * @return completed then; with a failure if it can't be sent any more
	 */
	CompletableFuture<@Nullable Void> sentOr(CompletableFuture<@Nullable Void> connection) {
		connection.minimalCompletionStage().handle((nothing, failure) -> ended(failure));
		return this.sent;
	}

	// A command that ends at once may do so before anybody has asked for more
	private boolean ended(@Nullable Throwable failure) {
		if (failure == null && this.bytes.available() == 0) {
			return this.sent.complete(null);
		}
		return this.sent.completeExceptionally((failure != null) ? failure
				: new DockerEngineException("the container ended before it had its secrets"));
	}

}

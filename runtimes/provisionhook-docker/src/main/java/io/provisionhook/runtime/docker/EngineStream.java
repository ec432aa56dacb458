package io.provisionhook.runtime.docker;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import com.github.dockerjava.api.async.ResultCallback;
import org.jspecify.annotations.Nullable;

/**
 * A response that an engine streams. It can be closed at any time; if the engine has not
 * answered yet, the connection is closed when it does.
 *
 * @param <T> the type of its elements
 */
final class EngineStream<T> implements ResultCallback<T> {

	private final Consumer<T> consumer;

	private final CompletableFuture<@Nullable Void> started = new CompletableFuture<>();

	private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

	private @Nullable Closeable connection;

	private boolean closed;

	EngineStream(Consumer<T> consumer) {
		this.consumer = consumer;
	}

	/**
	 * Return a future for the begin of the response.
	 * @return completed when the engine has begun to answer, or with the failure
	 */
	CompletableFuture<@Nullable Void> started() {
		return this.started;
	}

	/**
	 * Return a future for the end of the response.
	 * @return completed at the end, or with the failure
	 */
	CompletableFuture<@Nullable Void> ended() {
		return this.ended;
	}

	/**
	 * Wait for the end of the response, with or without a failure.
	 * @param time the maximum time to wait
	 * @return whether the response has ended
	 * @throws InterruptedException if the caller is interrupted
	 */
	boolean endsWithin(Duration time) throws InterruptedException {
		try {
			this.ended.get(time.toNanos(), TimeUnit.NANOSECONDS);
			return true;
		}
		catch (ExecutionException ex) {
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
	}

	@Override
	public synchronized void onStart(Closeable connection) {
		this.connection = connection;
		if (this.closed) {
			closeQuietly(connection);
		}
		this.started.complete(null);
	}

	@Override
	public void onNext(T object) {
		this.consumer.accept(object);
	}

	@Override
	public void onError(Throwable failure) {
		this.started.completeExceptionally(failure);
		this.ended.completeExceptionally(failure);
	}

	@Override
	public void onComplete() {
		this.started.complete(null);
		this.ended.complete(null);
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.connection != null) {
			closeQuietly(this.connection);
		}
	}

	private static void closeQuietly(Closeable connection) {
		try {
			connection.close();
		}
		catch (IOException ex) {
			// The connection is not used again
		}
	}

}

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
 * Something that an engine sends bit by bit. It can be closed at any time; if the engine
 * has not answered yet, its connection is closed when it does.
 *
 * @param <T> a bit of it
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
	 * Return when the engine has begun to answer.
	 * @return completed then, or with the failure
	 */
	CompletableFuture<@Nullable Void> started() {
		return this.started;
	}

	/**
	 * Return when nothing comes any more.
	 * @return completed at the end, or with the failure
	 */
	CompletableFuture<@Nullable Void> ended() {
		return this.ended;
	}

	/**
	 * Wait until nothing comes any more, however that has come about.
	 * @param time how long to wait
	 * @return whether it is so
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
			// It is of no use any more, however it ends
		}
	}

}

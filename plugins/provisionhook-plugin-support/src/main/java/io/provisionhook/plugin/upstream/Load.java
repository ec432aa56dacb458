package io.provisionhook.plugin.upstream;

import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Something that is got from a remote system once for all who wait for it. It has as much
 * time as the most patient of them, and is cancelled when nobody waits any more.
 * Thread-safe.
 *
 * @param <V> what is got
 */
final class Load<V> implements Patience, Runnable {

	private final String system;

	private final FutureTask<V> task;

	private final Set<Patience> waiting = Collections.newSetFromMap(new IdentityHashMap<>());

	private @Nullable String trouble;

	/**
	 * Create a load.
	 * @param system what messages call the system
	 * @param loader gets it
	 * @param first who waits for it
	 * @param whenDone called when there is nothing more to wait for
	 */
	Load(String system, Loader<V> loader, Patience first, Consumer<Load<V>> whenDone) {
		this.system = system;
		this.waiting.add(first);
		this.task = new FutureTask<>(() -> loader.load(this)) {

			@Override
			protected void done() {
				whenDone.accept(Load.this);
			}

		};
	}

	@Override
	public void run() {
		this.task.run();
	}

	/**
	 * Join those who wait.
	 * @param patience who else waits
	 * @return whether there is something to wait for; if not, it has ended
	 */
	synchronized boolean join(Patience patience) {
		if (this.task.isDone()) {
			return false;
		}
		if (this.trouble != null) {
			patience.tell(this.trouble);
		}
		return this.waiting.add(patience);
	}

	/**
	 * Wait until it is there.
	 * @param patience one who has joined
	 * @return what was got
	 * @throws UpstreamException if it can't be had, or not in time
	 * @throws InterruptedException if the thread is interrupted
	 */
	V await(Patience patience) throws UpstreamException, InterruptedException {
		Duration remaining = patience.remaining();
		while (!remaining.isZero()) {
			try {
				return this.task.get(remaining.toNanos(), TimeUnit.NANOSECONDS);
			}
			catch (TimeoutException ex) {
				remaining = patience.remaining();
			}
			catch (ExecutionException ex) {
				throw failure(ex.getCause());
			}
			catch (CancellationException ex) {
				throw stopping(this.system);
			}
		}
		throw patience.exhausted();
	}

	static UpstreamException stopping(String system) {
		return UpstreamException.ofRequest(system + ": the application is stopping", null);
	}

	private static UpstreamException failure(@Nullable Throwable cause) {
		if (cause instanceof UpstreamException failure) {
			return failure;
		}
		if (cause instanceof Error error) {
			throw error;
		}
		throw (cause instanceof RuntimeException unexpected) ? unexpected : new IllegalStateException(cause);
	}

	/**
	 * Wait no more.
	 * @param patience one who has joined
	 * @return whether this was the last one, so that it will never be there
	 */
	synchronized boolean leave(Patience patience) {
		this.waiting.remove(patience);
		return this.waiting.isEmpty() && cancel();
	}

	boolean cancel() {
		return this.task.cancel(true);
	}

	@Override
	public synchronized Duration remaining() {
		return this.waiting.stream().map(Patience::remaining).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
	}

	@Override
	public void tell(String trouble) {
		others(trouble).forEach((patience) -> patience.tell(trouble));
	}

	private synchronized List<Patience> others(String trouble) {
		this.trouble = trouble;
		return List.copyOf(this.waiting);
	}

	@Override
	public UpstreamException exhausted() {
		return UpstreamException.ofSystem(this.system + ": no answer in time", null);
	}

	/**
	 * Gets something.
	 *
	 * @param <V> what is got
	 */
	@FunctionalInterface
	interface Loader<V> {

		/**
		 * Get it.
		 * @param patience how long it may take
		 * @return what was got
		 * @throws UpstreamException if it can't be had
		 * @throws InterruptedException if the thread is interrupted
		 */
		V load(Patience patience) throws UpstreamException, InterruptedException;

	}

}

package io.provisionhook.plugin.internal.upstream;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;

/**
 * Values of a remote system that are refreshed when they are asked for in the last part
 * of their life, once for all who ask at the same time. A load has as much time as the
 * most patient of those who have asked for it, and is cancelled when nobody waits any
 * more. While the system fails, the last value that is still of use is served, and the
 * system is left alone for a few seconds after each failure, also if there is no value.
 * What the system refuses for the sake of the request is asked for again each time.
 * Thread-safe; needs Caffeine. <pre class="code">
 * RefreshingCache&lt;String, Token&gt; tokens = new RefreshingCache&lt;&gt;(upstream, clock, this::askForToken);
 * Refreshed&lt;Token&gt; token = tokens.get("acme", Deadline.within("GitLab", context.remaining()));</pre>
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 * @since 0.1.0
 */
public final class RefreshingCache<K, V extends Expiring> implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(RefreshingCache.class);

	private static final int MAXIMUM_SIZE = 10_000;

	private final Upstream upstream;

	private final Clock clock;

	private final Loader<K, V> loader;

	private final AsyncCache<K, CacheEntry<V>> entries;

	private volatile boolean closed;

	/**
	 * Create a cache.
	 * @param upstream the system
	 * @param clock tells when values expire
	 * @param loader gets a value
	 */
	public RefreshingCache(Upstream upstream, Clock clock, Loader<K, V> loader) {
		this.upstream = upstream;
		this.clock = clock;
		this.loader = loader;
		this.entries = Caffeine.newBuilder()
			.maximumSize(MAXIMUM_SIZE)
			.ticker(() -> nanos(clock.instant()))
			.expireAfter(new EndOfUse<K, V>())
			.buildAsync();
	}

	private static long nanos(Instant time) {
		return ChronoUnit.NANOS.between(Instant.EPOCH, time);
	}

	/**
	 * Return a value, and load it first if need be.
	 * @param key the key
	 * @param deadline until when to wait for it
	 * @return a current value, or else the last one that is of use
	 * @throws UpstreamException if there is none
	 * @throws InterruptedException if the thread is interrupted
	 */
	public Refreshed<V> get(K key, Deadline deadline) throws UpstreamException, InterruptedException {
		while (true) {
			CompletableFuture<CacheEntry<V>> current = this.entries.getIfPresent(key);
			boolean loading = current != null && !current.isDone();
			CacheEntry<V> entry = lastEntry(current);
			Instant now = this.clock.instant();
			if (!loading && entry != null && entry.isCurrent(now)) {
				return entry.result(now);
			}
			if (this.closed) {
				throw stopping();
			}
			if (deadline.isOver()) {
				return CacheEntry.failed(entry, deadline.exceeded(), now).result(now);
			}
			Load<V> load = loading ? join(current, deadline) : begin(key, current, entry, deadline);
			if (load != null) {
				return await(load, deadline);
			}
		}
	}

	private static <V extends Expiring> @Nullable Load<V> join(@Nullable CompletableFuture<CacheEntry<V>> current,
			Deadline deadline) {
		return (current instanceof Load<V> load && load.join(deadline)) ? load : null;
	}

	private @Nullable Load<V> begin(K key, @Nullable CompletableFuture<CacheEntry<V>> current,
			@Nullable CacheEntry<V> entry, Deadline deadline) {
		Load<V> load = new Load<>(entry, deadline, (own) -> load(key, own));
		boolean first = (current != null) ? this.entries.asMap().replace(key, current, load)
				: this.entries.asMap().putIfAbsent(key, load) == null;
		if (!first) {
			return null;
		}
		start(load);
		return load;
	}

	private static <V extends Expiring> @Nullable CacheEntry<V> lastEntry(
			@Nullable CompletableFuture<CacheEntry<V>> current) {
		if (current == null || current.isCompletedExceptionally()) {
			return null;
		}
		CacheEntry<V> entry = current.getNow(null);
		return (entry == null && current instanceof Load<V> load) ? load.previous : entry;
	}

	private void start(Load<V> load) {
		boolean started = false;
		try {
			this.upstream.executor().execute(load.task);
			started = true;
		}
		finally {
			if (!started || this.closed) {
				load.stop();
			}
		}
	}

	private Refreshed<V> await(Load<V> load, Deadline deadline) throws UpstreamException, InterruptedException {
		CacheEntry<V> late = null;
		try {
			return deadline.await(load).result(this.clock.instant());
		}
		catch (TimeoutException ex) {
			late = CacheEntry.failed(load.previous, deadline.exceeded(), this.clock.instant());
			return late.result(this.clock.instant());
		}
		catch (CancellationException ex) {
			throw stopping();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
		finally {
			if (load.leave(late) && late != null) {
				report(load.previous, late);
			}
		}
	}

	private UpstreamException stopping() {
		return UpstreamException.ofRequest(this.upstream.system() + ": the application is stopping", null);
	}

	private CacheEntry<V> load(K key, Load<V> load) {
		try {
			V value = this.loader.load(key, load.deadline);
			this.upstream.health().succeeded();
			return CacheEntry.of(value, this.clock.instant());
		}
		catch (UpstreamException | InterruptedException | RuntimeException | Error ex) {
			CacheEntry<V> failed = CacheEntry.failed(load.previous, ex, this.clock.instant());
			report(load.previous, failed);
			return failed;
		}
	}

	private void report(@Nullable CacheEntry<V> previous, CacheEntry<V> failed) {
		if (!(failed.failure() instanceof UpstreamException failure)) {
			return;
		}
		this.upstream.health().failed(failure);
		V value = failed.value();
		boolean first = previous != null && previous.failure() == null;
		if (value != null && first && failed.isStale(this.clock.instant())) {
			Instant expiresAt = value.expiresAt();
			logger.warn(LogMessage.format("A token%s could not be renewed: %s",
					(expiresAt != null) ? " that expires at " + expiresAt : "", failure.getMessage()));
		}
	}

	/**
	 * Forget a value that somebody says is not good, unless it was loaded less than 30
	 * seconds ago. If another one can't be had then, the system is left alone for 30
	 * seconds. So the system is called once in that time at most, no matter how often a
	 * value is forgotten.
	 * @param key the key
	 * @param rejected whether a value is the one that is not good
	 * @return whether it was forgotten
	 */
	public boolean forget(K key, Predicate<? super V> rejected) {
		CacheEntry<V> entry = lastEntry(this.entries.getIfPresent(key));
		return entry != null && entry.value() != null && rejected.test(entry.value())
				&& entry.reject(this.clock.instant());
	}

	/**
	 * Return the last value, whether it is current or not.
	 * @param key the key
	 * @return the value, or {@code null} if there is none
	 */
	public @Nullable V peek(K key) {
		CacheEntry<V> entry = lastEntry(this.entries.getIfPresent(key));
		return (entry != null) ? entry.value() : null;
	}

	/**
	 * Cancel the loads that are under way.
	 */
	@Override
	public void close() {
		this.closed = true;
		for (CompletableFuture<CacheEntry<V>> entry : this.entries.asMap().values()) {
			if (entry instanceof Load<V> load) {
				load.stop();
			}
		}
	}

	/**
	 * Loads a value.
	 *
	 * @param <K> type of the keys
	 * @param <V> type of the values
	 */
	@FunctionalInterface
	public interface Loader<K, V> {

		/**
		 * Load a value.
		 * @param key the key
		 * @param deadline until when somebody waits for it; may be put off meanwhile
		 * @return the value
		 * @throws UpstreamException if it can't be had
		 * @throws InterruptedException if the thread is interrupted, since nobody waits
		 * any more
		 */
		V load(K key, Deadline deadline) throws UpstreamException, InterruptedException;

	}

	/**
	 * Has entries removed at the end of their use, reckoned from the time that the cache
	 * has read, which may be a little earlier than what the clock shows now.
	 *
	 * @param <K> type of the keys
	 * @param <V> type of the values
	 */
	private static final class EndOfUse<K, V extends Expiring> implements Expiry<K, CacheEntry<V>> {

		@Override
		public long expireAfterCreate(K key, CacheEntry<V> entry, long currentTime) {
			return nanos(entry.endOfUse()) - currentTime;
		}

		@Override
		public long expireAfterUpdate(K key, CacheEntry<V> entry, long currentTime, long currentDuration) {
			return nanos(entry.endOfUse()) - currentTime;
		}

		@Override
		public long expireAfterRead(K key, CacheEntry<V> entry, long currentTime, long currentDuration) {
			return currentDuration;
		}

	}

	/**
	 * A load under way. One that was given up leaves the entry before in its place.
	 *
	 * @param <V> type of the value
	 */
	private static final class Load<V extends Expiring> extends CompletableFuture<CacheEntry<V>> {

		private final @Nullable CacheEntry<V> previous;

		private final Deadline deadline;

		private final FutureTask<Boolean> task;

		private int waiting = 1;

		Load(@Nullable CacheEntry<V> previous, Deadline first, Function<Load<V>, CacheEntry<V>> work) {
			this.previous = previous;
			this.deadline = first.shared();
			this.task = new FutureTask<>(() -> complete(work.apply(this)));
		}

		/**
		 * Join those who wait.
		 * @param other the deadline of somebody else
		 * @return whether there is something to wait for; if not, the load has ended
		 */
		synchronized boolean join(Deadline other) {
			if (isDone()) {
				return false;
			}
			this.waiting++;
			this.deadline.extend(other);
			return true;
		}

		/**
		 * Wait no more.
		 * @param late the failure of the one that has no time left; {@code null} if it
		 * goes for another reason
		 * @return whether nobody waits any more, so that the load was given up
		 */
		synchronized boolean leave(@Nullable CacheEntry<V> late) {
			this.waiting--;
			if (this.waiting > 0 || isDone()) {
				return false;
			}
			// Without a value, somebody who has more time may try at once
			CacheEntry<V> rest = (late != null && late.value() != null) ? late : this.previous;
			if (rest != null) {
				complete(rest);
			}
			stop();
			return true;
		}

		void stop() {
			cancel(false);
			this.task.cancel(true);
		}

	}

}

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
 * Cache for values of a remote system, such as tokens. A value is refreshed by the first
 * {@code get} after its refresh time, with one load for all concurrent callers. A load
 * has the latest deadline of its callers, and is cancelled when no caller waits.
 * <p>
 * While the system fails, {@code get} returns the last usable value, marked as stale, and
 * the next load starts after a pause of a few seconds. A failure that is specific to the
 * request is not cached. Thread-safe; needs Caffeine. <pre class="code">
 * RefreshingCache&lt;String, Token&gt; tokens = new RefreshingCache&lt;&gt;(upstream, clock, this::requestToken);
 * CachedValue&lt;Token&gt; token = tokens.get("acme", Deadline.within("GitLab", context.remaining()));</pre>
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 * @since 0.1.0
 */
public final class RefreshingCache<K, V extends RefreshingCache.Expiring> implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(RefreshingCache.class);

	private static final int MAXIMUM_SIZE = 10_000;

	private final Upstream upstream;

	private final Clock clock;

	private final Loader<K, V> loader;

	private final AsyncCache<K, CacheEntry<V>> entries;

	private volatile boolean closed;

	/**
	 * Create a cache.
	 * @param upstream the remote system
	 * @param clock the clock for expiry
	 * @param loader loads a value
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
	 * Return a value, after a load if there is no current one.
	 * @param key the key
	 * @param deadline the deadline of the caller
	 * @return the current value, or the last usable one if the load fails
	 * @throws UpstreamException if the load fails and there is no usable value
	 * @throws InterruptedException if the thread is interrupted
	 */
	public CachedValue<V> get(K key, Deadline deadline) throws UpstreamException, InterruptedException {
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

	private CachedValue<V> await(Load<V> load, Deadline deadline) throws UpstreamException, InterruptedException {
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
			logger.warn(LogMessage.format("A value%s could not be refreshed: %s",
					(expiresAt != null) ? " that expires at " + expiresAt : "", failure.getMessage()));
		}
	}

	/**
	 * Drop a value that was rejected by its recipient, unless it was loaded less than 30
	 * seconds ago. If the next load fails, the pause before another one is 30 seconds, so
	 * rejections cause at most one call in 30 seconds.
	 * @param key the key
	 * @param rejected matches the rejected value
	 * @return whether the value was dropped
	 */
	public boolean forget(K key, Predicate<? super V> rejected) {
		CacheEntry<V> entry = lastEntry(this.entries.getIfPresent(key));
		return entry != null && entry.value() != null && rejected.test(entry.value())
				&& entry.reject(this.clock.instant());
	}

	/**
	 * Return the last value without a load, current or not.
	 * @param key the key
	 * @return the value; {@code null} if there is none
	 */
	public @Nullable V peek(K key) {
		CacheEntry<V> entry = lastEntry(this.entries.getIfPresent(key));
		return (entry != null) ? entry.value() : null;
	}

	/**
	 * Cancel the loads in progress.
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
		 * @param deadline the latest deadline of the callers; may be extended meanwhile
		 * @return the value
		 * @throws UpstreamException if the system returns no value
		 * @throws InterruptedException if the thread is interrupted, since no caller
		 * waits
		 */
		V load(K key, Deadline deadline) throws UpstreamException, InterruptedException;

	}

	/**
	 * A value with an expiry, such as a token. All times are by the clock of this
	 * application. Immutable; {@code toString()} shows no secret.
	 */
	public interface Expiring {

		/**
		 * Return the expiry time.
		 * @return the time; {@code null} if it is unknown
		 */
		@Nullable Instant expiresAt();

		/**
		 * Return the time from which to load a new value.
		 * @return the time
		 */
		Instant refreshAt();

		/**
		 * Return the time until which the value is served if no new one can be loaded.
		 * @return the time; {@code null} if there is no limit
		 */
		@Nullable Instant usableUntil();

	}

	/**
	 * A value of the cache. Immutable.
	 *
	 * @param value the value
	 * @param stale whether a refresh was due and failed
	 * @param <V> type of the value
	 */
	public record CachedValue<V>(V value, boolean stale) {

	}

	/**
	 * Expires entries at the end of their use, by the time that the cache has read, which
	 * may be slightly earlier than the current time of the clock.
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
	 * A load in progress. An abandoned load is replaced by the previous entry.
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
		 * Add a caller.
		 * @param other the deadline of the caller
		 * @return {@code false} if the load has ended
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
		 * Remove a caller.
		 * @param late the failure of a caller whose deadline has passed; {@code null} for
		 * any other reason
		 * @return whether the load was abandoned, since no caller is left
		 */
		synchronized boolean leave(@Nullable CacheEntry<V> late) {
			this.waiting--;
			if (this.waiting > 0 || isDone()) {
				return false;
			}
			// Without a value, a caller with a later deadline may load again at once
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

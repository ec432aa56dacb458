package io.provisionhook.plugin.upstream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Predicate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;

/**
 * Values of a remote system that are renewed when they are asked for in the last part of
 * their life, once for all who ask at the same time. The last one that is still of use is
 * served if the system is at fault and can't renew it; then the system is left alone for
 * a few seconds. Failures are not kept. Thread-safe; needs Caffeine. <pre class="code">
 * RenewedValues&lt;String, Token&gt; tokens = new RenewedValues&lt;&gt;(upstream, clock, this::askForToken);
 * Renewed&lt;Token&gt; token = tokens.get("acme", Asker.within("GitLab", context.remaining()));</pre>
 *
 * @param <K> what is asked for
 * @param <V> what is got
 * @since 0.1.0
 */
public final class RenewedValues<K, V extends Perishable> implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(RenewedValues.class);

	private static final int MOST_VALUES = 10_000;

	private static final Duration LONGEST_KEPT = Duration.ofDays(365);

	private final Clock clock;

	private final SharedCache<K, Kept<V>> values;

	/**
	 * Create the values.
	 * @param upstream the system
	 * @param clock tells when they expire
	 * @param loader gets a value
	 */
	public RenewedValues(Upstream upstream, Clock clock, SharedCache.Loader<K, V> loader) {
		this.clock = clock;
		Cache<K, Kept<V>> cache = Caffeine.newBuilder()
			.maximumSize(MOST_VALUES)
			.ticker(() -> ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant()))
			.expireAfter(Expiry.<K, Kept<V>>writing((key, kept) -> timeLeft(kept.value())))
			.build();
		this.values = new SharedCache<>(upstream, cache, (kept) -> kept.isCurrent(clock.instant()),
				(key, patience) -> load(loader, key, patience));
	}

	// Who joins no load any more may find the pause that the last one has left
	private Kept<V> load(SharedCache.Loader<K, V> loader, K key, Patience patience)
			throws UpstreamException, InterruptedException {
		Kept<V> last = this.values.peek(key);
		UpstreamException known = (last != null) ? last.pausedBy(this.clock.instant()) : null;
		if (known != null) {
			throw known;
		}
		try {
			return new Kept<>(loader.load(key, patience), this.clock.instant());
		}
		catch (UpstreamException ex) {
			if (last != null && (ex.isSystemAtFault() || last.isRejected())) {
				last.pause(this.clock.instant(), ex);
			}
			throw ex;
		}
	}

	private Duration timeLeft(V value) {
		Instant end = value.keptUntil();
		return (end != null) ? Duration.between(this.clock.instant(), end) : LONGEST_KEPT;
	}

	/**
	 * Return a value.
	 * @param key what is asked for
	 * @param patience how long to wait for it
	 * @return a value that is current, or else the last one that is of use
	 * @throws UpstreamException if there is none
	 * @throws InterruptedException if the thread is interrupted
	 */
	public Renewed<V> get(K key, Patience patience) throws UpstreamException, InterruptedException {
		Kept<V> paused = this.values.peek(key);
		UpstreamException pause = (paused != null) ? paused.pausedBy(this.clock.instant()) : null;
		if (paused != null && pause != null) {
			if (paused.isRejected()) {
				throw pause;
			}
			return new Renewed<>(paused.value(), true);
		}
		try {
			return new Renewed<>(this.values.get(key, patience).value(), false);
		}
		catch (UpstreamException ex) {
			return new Renewed<>(last(key, ex), true);
		}
	}

	private V last(K key, UpstreamException failure) throws UpstreamException {
		Kept<V> last = this.values.peek(key);
		Instant now = this.clock.instant();
		if (last != null && (last.isRejected() || (failure.isSystemAtFault() && last.isOfUse(now)))
				&& last.pausedBy(now) == null) {
			last.pause(now, failure);
		}
		if (last == null || !failure.isSystemAtFault() || !last.isOfUse(now)) {
			throw failure;
		}
		if (last.isToBeTold()) {
			Instant expiresAt = last.value().expiresAt();
			logger.warn(LogMessage.format("A token%s could not be renewed: %s",
					(expiresAt != null) ? " that expires at " + expiresAt : "", failure.getMessage()));
		}
		return last.value();
	}

	/**
	 * Forget a value that somebody says is not good, unless it was got less than 30
	 * seconds ago. If another one can't be had then, the system is left alone for 30
	 * seconds. So the system is called once in that time at most, whoever says what.
	 * @param key what was asked for
	 * @param rejected whether a value is the one that is not good
	 * @return whether it was forgotten
	 */
	public boolean forget(K key, Predicate<? super V> rejected) {
		Kept<V> kept = this.values.peek(key);
		return kept != null && rejected.test(kept.value()) && kept.reject(this.clock.instant());
	}

	/**
	 * Return what is kept, whether it will do or not.
	 * @param key what is asked for
	 * @return the value, or {@code null} if there is none
	 */
	public @Nullable V peek(K key) {
		Kept<V> kept = this.values.peek(key);
		return (kept != null) ? kept.value() : null;
	}

	/**
	 * Cancel what is under way.
	 */
	@Override
	public void close() {
		this.values.close();
	}

}

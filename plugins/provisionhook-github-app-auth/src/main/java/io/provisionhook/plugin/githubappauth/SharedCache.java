package io.provisionhook.plugin.githubappauth;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

import com.github.benmanes.caffeine.cache.Cache;
import org.jspecify.annotations.Nullable;

import io.provisionhook.plugin.upstream.UpstreamException;
import io.provisionhook.plugin.upstream.UpstreamHealth;

/**
 * Keeps what was got from GitHub, and gets what is not there once for all who ask for it
 * at the same time. Failures are not kept. Thread-safe.
 *
 * @param <K> what is asked for
 * @param <V> what is got
 */
final class SharedCache<K, V> implements AutoCloseable {

	private final Cache<K, V> values;

	private final Predicate<V> current;

	private final Loader<K, V> loader;

	private final Executor executor;

	private final UpstreamHealth health;

	private final ConcurrentMap<K, Load<V>> loads = new ConcurrentHashMap<>();

	private volatile boolean closed;

	/**
	 * Create a cache.
	 * @param values keeps the values
	 * @param current whether a value that is kept will do
	 * @param loader gets a value
	 * @param executor gives each load a thread
	 * @param health told how loads went
	 */
	SharedCache(Cache<K, V> values, Predicate<V> current, Loader<K, V> loader, Executor executor,
			UpstreamHealth health) {
		this.values = values;
		this.current = current;
		this.loader = loader;
		this.executor = executor;
		this.health = health;
	}

	/**
	 * Return a value, and get it first if need be.
	 * @param key what is asked for
	 * @param patience how long to wait
	 * @return the value
	 * @throws UpstreamException if it can't be had, or not in time
	 * @throws InterruptedException if the thread is interrupted
	 */
	V get(K key, Patience patience) throws UpstreamException, InterruptedException {
		V known = current(key);
		if (known != null) {
			return known;
		}
		if (patience.remaining().isZero()) {
			throw patience.exhausted();
		}
		Load<V> load = joined(key, patience);
		try {
			return load.await(patience);
		}
		catch (UpstreamException ex) {
			if (load.leave(patience)) {
				this.health.failed(ex);
			}
			throw ex;
		}
		finally {
			load.leave(patience);
		}
	}

	private @Nullable V current(K key) {
		V known = peek(key);
		return (known != null && this.current.test(known)) ? known : null;
	}

	private Load<V> joined(K key, Patience patience) throws UpstreamException {
		while (!this.closed) {
			Load<V> load = this.loads.get(key);
			if (load == null) {
				load = new Load<>((waiting) -> load(key, waiting), patience, (ended) -> this.loads.remove(key, ended));
				if (this.loads.putIfAbsent(key, load) == null) {
					start(load);
					return load;
				}
			}
			else if (load.join(patience)) {
				return load;
			}
			else {
				this.loads.remove(key, load);
			}
		}
		throw Load.stopping();
	}

	private void start(Load<V> load) {
		boolean started = false;
		try {
			this.executor.execute(load);
			started = true;
		}
		finally {
			if (!started) {
				load.cancel();
			}
		}
	}

	private V load(K key, Patience waiting) throws UpstreamException, InterruptedException {
		// The load before this one may have ended after its value was looked for
		V known = current(key);
		if (known != null) {
			return known;
		}
		try {
			V value = this.loader.load(key, waiting);
			this.values.put(key, value);
			this.health.succeeded();
			return value;
		}
		catch (UpstreamException ex) {
			this.health.failed(ex);
			throw ex;
		}
	}

	/**
	 * Return what is kept, whether it will do or not.
	 * @param key what is asked for
	 * @return the value, or {@code null} if there is none
	 */
	@Nullable V peek(K key) {
		return this.values.getIfPresent(key);
	}

	/**
	 * Forget a value that has turned out to be wrong.
	 * @param key what is asked for
	 * @param value the value
	 */
	void forget(K key, V value) {
		this.values.asMap().remove(key, value);
	}

	/**
	 * Cancel what is under way.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.loads.values().forEach(Load::cancel);
	}

	/**
	 * Gets a value.
	 *
	 * @param <K> what is asked for
	 * @param <V> what is got
	 */
	@FunctionalInterface
	interface Loader<K, V> {

		/**
		 * Get a value.
		 * @param key what is asked for
		 * @param patience how long it may take
		 * @return the value
		 * @throws UpstreamException if it can't be had
		 * @throws InterruptedException if the thread is interrupted
		 */
		V load(K key, Patience patience) throws UpstreamException, InterruptedException;

	}

}

package io.provisionhook.plugin.upstream;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;

import com.github.benmanes.caffeine.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was got from a remote system, and gets what is not there once for all who
 * ask for it at the same time. Failures are not kept. A load is cancelled when nobody
 * waits for it any more. Thread-safe.
 *
 * @param <K> what is asked for
 * @param <V> what is got
 * @since 0.1.0
 */
public final class SharedCache<K, V> implements AutoCloseable {

	private final Upstream upstream;

	private final Cache<K, V> values;

	private final Predicate<V> current;

	private final Loader<K, V> loader;

	private final ConcurrentMap<K, Load<V>> loads = new ConcurrentHashMap<>();

	private volatile boolean closed;

	/**
	 * Create a cache.
	 * @param upstream the system
	 * @param values keeps the values
	 * @param current whether a value that is kept will do
	 * @param loader gets a value
	 */
	public SharedCache(Upstream upstream, Cache<K, V> values, Predicate<V> current, Loader<K, V> loader) {
		this.upstream = upstream;
		this.values = values;
		this.current = current;
		this.loader = loader;
	}

	/**
	 * Return a value, and get it first if need be.
	 * @param key what is asked for
	 * @param patience how long to wait
	 * @return the value
	 * @throws UpstreamException if it can't be had, or not in time
	 * @throws InterruptedException if the thread is interrupted
	 */
	public V get(K key, Patience patience) throws UpstreamException, InterruptedException {
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
				this.upstream.health().failed(ex);
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
				load = new Load<>(this.upstream.system(), (waiting) -> load(key, waiting), patience,
						(ended) -> this.loads.remove(key, ended));
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
		throw Load.stopping(this.upstream.system());
	}

	private void start(Load<V> load) {
		boolean started = false;
		try {
			this.upstream.executor().execute(load);
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
			this.upstream.health().succeeded();
			return value;
		}
		catch (UpstreamException ex) {
			this.upstream.health().failed(ex);
			throw ex;
		}
	}

	/**
	 * Return what is kept, whether it will do or not.
	 * @param key what is asked for
	 * @return the value, or {@code null} if there is none
	 */
	public @Nullable V peek(K key) {
		return this.values.getIfPresent(key);
	}

	/**
	 * Forget a value that has turned out to be wrong.
	 * @param key what is asked for
	 * @param value the value
	 */
	public void forget(K key, V value) {
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
	public interface Loader<K, V> {

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

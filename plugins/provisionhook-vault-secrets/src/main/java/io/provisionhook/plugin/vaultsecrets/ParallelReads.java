package io.provisionhook.plugin.vaultsecrets;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

import io.provisionhook.plugin.mapping.Secret;
import io.provisionhook.plugin.mapping.SecretLocation;
import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * Reads the secrets of one workspace at the same time, and gives up all of them as soon
 * as one can't be had.
 */
final class ParallelReads {

	private final Read read;

	ParallelReads(Read read) {
		this.read = read;
	}

	/**
	 * Read secrets.
	 * @param locations which ones
	 * @param scope how much time there is
	 * @return a secret for each
	 * @throws UpstreamException if one of them can't be had
	 * @throws InterruptedException if the thread was interrupted
	 */
	Map<SecretLocation, Secret> read(Set<SecretLocation> locations, CallScope scope)
			throws UpstreamException, InterruptedException {
		Map<SecretLocation, Secret> secrets = new HashMap<>();
		if (locations.size() == 1) {
			SecretLocation only = locations.iterator().next();
			secrets.put(only, this.read.read(only));
			return secrets;
		}
		if (scope.isOver()) {
			throw VaultFailures.noTime(activity(locations));
		}
		SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("vault-secrets-read-");
		threads.setDaemon(true);
		CompletionService<Map.Entry<SecretLocation, Secret>> reads = new ExecutorCompletionService<>(threads);
		List<Future<?>> started = new ArrayList<>();
		try {
			for (SecretLocation location : locations) {
				started.add(reads.submit(() -> Map.entry(location, this.read.read(location))));
			}
			while (secrets.size() < locations.size()) {
				Future<Map.Entry<SecretLocation, Secret>> done = reads.poll(scope.remaining().toNanos(),
						TimeUnit.NANOSECONDS);
				if (done == null) {
					Set<SecretLocation> missing = new LinkedHashSet<>(locations);
					missing.removeAll(secrets.keySet());
					throw VaultFailures.timeout(activity(missing));
				}
				Map.Entry<SecretLocation, Secret> secret = resultOf(done);
				secrets.put(secret.getKey(), secret.getValue());
			}
			return secrets;
		}
		finally {
			started.forEach((future) -> future.cancel(true));
		}
	}

	private static String activity(Set<SecretLocation> locations) {
		return "reading "
				+ locations.stream().map((location) -> "'" + location + "'").collect(Collectors.joining(", "));
	}

	private static Map.Entry<SecretLocation, Secret> resultOf(Future<Map.Entry<SecretLocation, Secret>> done)
			throws UpstreamException, InterruptedException {
		try {
			return done.get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof UpstreamException failure) {
				throw failure;
			}
			throw new IllegalStateException("A secret could not be read", ex);
		}
	}

	/**
	 * Reads one secret.
	 */
	@FunctionalInterface
	interface Read {

		/**
		 * Read a secret.
		 * @param location where it is
		 * @return the secret
		 * @throws UpstreamException if it can't be had
		 * @throws InterruptedException if the thread was interrupted
		 */
		Secret read(SecretLocation location) throws UpstreamException, InterruptedException;

	}

}

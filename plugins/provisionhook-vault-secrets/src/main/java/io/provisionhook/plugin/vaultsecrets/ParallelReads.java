package io.provisionhook.plugin.vaultsecrets;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import io.provisionhook.plugin.mapping.Secret;
import io.provisionhook.plugin.mapping.SecretLocation;
import io.provisionhook.plugin.upstream.DetachedCalls;
import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * Reads the secrets of one workspace at the same time, and gives up all of them as soon
 * as one can't be had. A single one is read by the thread that wants it. Thread-safe.
 */
final class ParallelReads {

	private final DetachedCalls calls = new DetachedCalls("vault-secrets-read");

	/**
	 * Read secrets.
	 * @param locations which ones
	 * @param read reads one
	 * @param scope how much time there is
	 * @return a secret for each
	 * @throws UpstreamException if one of them can't be had
	 * @throws InterruptedException if the thread was interrupted
	 */
	Map<SecretLocation, Secret> read(Set<SecretLocation> locations, Read read, CallScope scope)
			throws UpstreamException, InterruptedException {
		if (locations.size() == 1) {
			SecretLocation only = locations.iterator().next();
			return Map.of(only, read.read(only));
		}
		if (scope.isOver()) {
			throw VaultFailures.noTime(activity(locations));
		}
		List<Callable<Map.Entry<SecretLocation, Secret>>> reads = locations.stream().map(read::detached).toList();
		try {
			Map<SecretLocation, Secret> secrets = new HashMap<>();
			this.calls.all(reads, scope.remaining()).forEach((done) -> secrets.put(done.getKey(), done.getValue()));
			return secrets;
		}
		catch (TimeoutException ex) {
			throw VaultFailures.timeout(activity(locations));
		}
		catch (ExecutionException ex) {
			throw UpstreamException.of(ex);
		}
	}

	private static String activity(Set<SecretLocation> locations) {
		return "reading "
				+ locations.stream().map((location) -> "'" + location + "'").collect(Collectors.joining(", "));
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

		private Callable<Map.Entry<SecretLocation, Secret>> detached(SecretLocation location) {
			return () -> Map.entry(location, read(location));
		}

	}

}

package io.provisionhook.plugin.vaultsecrets;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.mapping.SecretLocation;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Resolves paths to mounts of secrets engines, as Vault's command line does. The request
 * needs no policy of its own: read access to any path below a mount is enough.
 * Thread-safe.
 */
final class MountResolver {

	private static final Mount UNKNOWN = new Mount(null, false, false);

	private final VaultClient client;

	private final ConcurrentMap<String, Mount> byPath = new ConcurrentHashMap<>();

	MountResolver(VaultClient client) {
		this.client = client;
	}

	/**
	 * Resolve the mount of a secret.
	 * @param path the path of the secret
	 * @param context the context of the call
	 * @return the mount
	 * @throws UpstreamException if Vault fails or denies access
	 * @throws InterruptedException if the thread was interrupted
	 */
	Mount resolve(String path, CallContext context) throws UpstreamException, InterruptedException {
		for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
			Mount known = this.byPath.get(path.substring(0, slash + 1));
			if (known != null) {
				return known;
			}
		}
		return request(path, context);
	}

	private Mount request(String path, CallContext context) throws UpstreamException, InterruptedException {
		VaultRequest request = VaultRequest.get("sys/internal/ui/mounts/" + path,
				"finding the secrets engine of '" + path + "'");
		JsonResponse response = this.client.send(request, context);
		if (response.status() == HttpStatus.NOT_FOUND.value()) {
			return UNKNOWN;
		}
		if (response.status() == HttpStatus.FORBIDDEN.value()) {
			throw VaultFailures.request("Vault denied " + request.activity()
					+ " (403); check that there is one, and that a policy of the token allows to read the path");
		}
		JsonNode data = request.requireSuccess(response).path("data");
		String mountPath = withoutNamespace(data.path("path").asString(""), path);
		if (mountPath.isEmpty()) {
			return UNKNOWN;
		}
		Mount mount = new Mount(mountPath, data.path("type").asString("").equals("kv"),
				data.path("options").path("version").asString("").equals("2"));
		this.byPath.put(mountPath, mount);
		return mount;
	}

	private static String withoutNamespace(String mountPath, String path) {
		String rest = mountPath.endsWith("/") ? mountPath : "";
		while (!path.startsWith(rest)) {
			rest = rest.substring(rest.indexOf('/') + 1);
		}
		return rest;
	}

	/**
	 * Remove a mount from the cache, as it may have changed.
	 * @param mount the mount
	 */
	void evict(Mount mount) {
		this.byPath.values().remove(mount);
	}

	/**
	 * Mount of a secrets engine.
	 *
	 * @param path the path with a slash at the end; {@code null} if it is not known
	 * @param keyValue whether the engine is KV version 1 or 2, where reads create no
	 * lease
	 * @param versioned whether the engine is KV version 2
	 */
	record Mount(@Nullable String path, boolean keyValue, boolean versioned) {

		private static final String VERSION = "version";

		/**
		 * Return the request that reads a secret.
		 * @param location the location of the secret
		 * @return the request
		 * @throws UpstreamException if the engine does not support the version
		 */
		VaultRequest readRequest(SecretLocation location) throws UpstreamException {
			String activity = "reading '" + location + "'";
			if (this.path != null && this.versioned) {
				return VaultRequest.get(this.path + "data/" + location.path().substring(this.path.length()), activity)
					.withVersion(location.parameter(VERSION));
			}
			if (location.parameter(VERSION) != null) {
				throw VaultFailures.request("Vault keeps no versions of '" + location.path()
						+ "', only KV version 2 does; remove the version from the reference");
			}
			return VaultRequest.get(location.path(), activity);
		}

	}

}

package io.provisionhook.plugin.vaultsecrets;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Finds out which secrets engine a path belongs to, as the command line of Vault does. A
 * token that may read anything below a mount may ask this; no policy is needed for it.
 * Thread-safe.
 */
final class VaultMounts {

	private static final VaultMount UNKNOWN = new VaultMount(null, false, false);

	private final VaultClient client;

	private final ConcurrentMap<String, VaultMount> byPath = new ConcurrentHashMap<>();

	VaultMounts(VaultClient client) {
		this.client = client;
	}

	/**
	 * Find a mount.
	 * @param path the path of a secret
	 * @param scope how much time there is
	 * @return the mount that it belongs to
	 * @throws UpstreamException if that can't be found out
	 * @throws InterruptedException if the thread was interrupted
	 */
	VaultMount of(String path, CallScope scope) throws UpstreamException, InterruptedException {
		for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
			VaultMount known = this.byPath.get(path.substring(0, slash + 1));
			if (known != null) {
				return known;
			}
		}
		return ask(path, scope);
	}

	private VaultMount ask(String path, CallScope scope) throws UpstreamException, InterruptedException {
		VaultCall call = VaultCall.get("sys/internal/ui/mounts/" + path,
				"finding the secrets engine of '" + path + "'");
		JsonResponse reply = this.client.call(call, scope);
		if (reply.status() == HttpStatus.NOT_FOUND.value()) {
			return UNKNOWN;
		}
		if (reply.status() == HttpStatus.FORBIDDEN.value()) {
			throw VaultFailures.request("Vault denied " + call.activity()
					+ " (403); check that there is one, and that a policy of the token allows to read the path");
		}
		JsonNode data = call.requireSuccess(reply).path("data");
		String mountPath = withoutNamespace(data.path("path").asString(""), path);
		if (mountPath.isEmpty()) {
			return UNKNOWN;
		}
		VaultMount mount = new VaultMount(mountPath, data.path("type").asString("").equals("kv"),
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
	 * Forget a mount, which may not be what it was.
	 * @param mount the mount
	 */
	void forget(VaultMount mount) {
		this.byPath.values().remove(mount);
	}

}

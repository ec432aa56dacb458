package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.util.Map;

import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * Renews and revokes leases. Thread-safe.
 */
final class LeaseCalls {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final VaultClient client;

	private final UpstreamHealth health;

	LeaseCalls(VaultClient client, UpstreamHealth health) {
		this.client = client;
		this.health = health;
	}

	/**
	 * Renew a lease.
	 * @param lease the lease
	 * @return how long it is good for from now on
	 * @throws UpstreamException if it was not renewed
	 * @throws InterruptedException if the thread was interrupted
	 */
	Duration renew(VaultLease lease) throws UpstreamException, InterruptedException {
		Map<String, Object> body = Map.of("lease_id", lease.id(), "increment", lease.duration().toSeconds());
		JsonResponse reply = call(
				VaultCall.post("sys/leases/renew", body, "renewing the lease of '" + lease.path() + "'"));
		return Duration.ofSeconds(reply.path("lease_duration").asLong(0));
	}

	/**
	 * Revoke a lease.
	 * @param lease the lease
	 * @throws UpstreamException if it was not revoked
	 * @throws InterruptedException if the thread was interrupted
	 */
	void revoke(VaultLease lease) throws UpstreamException, InterruptedException {
		call(VaultCall.post("sys/leases/revoke", Map.of("lease_id", lease.id()),
				"revoking the lease of '" + lease.path() + "'"));
	}

	private JsonResponse call(VaultCall call) throws UpstreamException, InterruptedException {
		try {
			JsonResponse reply = call.requireSuccess(this.client.call(call, CallScope.within(PATIENCE)));
			this.health.succeeded();
			return reply;
		}
		catch (UpstreamException ex) {
			this.health.failed(ex);
			throw ex;
		}
	}

}

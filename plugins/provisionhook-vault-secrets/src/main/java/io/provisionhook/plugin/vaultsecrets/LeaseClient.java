package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.util.Map;

import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * Renews and revokes leases. Thread-safe.
 */
final class LeaseClient {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final VaultClient client;

	private final UpstreamHealth health;

	LeaseClient(VaultClient client, UpstreamHealth health) {
		this.client = client;
		this.health = health;
	}

	/**
	 * Renew a lease.
	 * @param lease the lease
	 * @return the new duration of the lease
	 * @throws UpstreamException if the lease was not renewed
	 * @throws InterruptedException if the thread was interrupted
	 */
	Duration renew(VaultLease lease) throws UpstreamException, InterruptedException {
		Map<String, Object> body = Map.of("lease_id", lease.id(), "increment", lease.duration().toSeconds());
		JsonResponse response = send(
				VaultRequest.post("sys/leases/renew", body, "renewing the lease of '" + lease.path() + "'"));
		return Duration.ofSeconds(response.path("lease_duration").asLong(0));
	}

	/**
	 * Revoke a lease.
	 * @param lease the lease
	 * @throws UpstreamException if the lease was not revoked
	 * @throws InterruptedException if the thread was interrupted
	 */
	void revoke(VaultLease lease) throws UpstreamException, InterruptedException {
		send(VaultRequest.post("sys/leases/revoke", Map.of("lease_id", lease.id()),
				"revoking the lease of '" + lease.path() + "'"));
	}

	private JsonResponse send(VaultRequest request) throws UpstreamException, InterruptedException {
		try {
			JsonResponse response = request.requireSuccess(this.client.send(request, CallContext.within(TIMEOUT)));
			this.health.succeeded();
			return response;
		}
		catch (UpstreamException ex) {
			this.health.failed(ex);
			throw ex;
		}
	}

}

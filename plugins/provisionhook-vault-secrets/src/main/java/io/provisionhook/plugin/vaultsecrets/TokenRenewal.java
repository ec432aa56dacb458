package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BiConsumer;

import org.springframework.vault.support.VaultToken;

import io.provisionhook.plugin.http.JsonResponse;
import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * How a token is renewed: by itself, whatever the session has come to use since.
 */
final class TokenRenewal implements Renewal.Subject {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final VaultTransport transport;

	private final VaultToken token;

	private final BiConsumer<Instant, String> onEnd;

	/**
	 * Create the subject of a renewal.
	 * @param transport sends requests
	 * @param token the token
	 * @param onEnd told when the token ends, and why
	 */
	TokenRenewal(VaultTransport transport, VaultToken token, BiConsumer<Instant, String> onEnd) {
		this.transport = transport;
		this.token = token;
		this.onEnd = onEnd;
	}

	@Override
	public Duration renew() throws UpstreamException, InterruptedException {
		VaultCall call = VaultCall.post("auth/token/renew-self", Map.of(), "renewing the token of this host");
		JsonResponse reply = call.requireSuccess(this.transport.send(call, this.token, CallScope.within(PATIENCE)));
		return Duration.ofSeconds(reply.path("auth").path("lease_duration").asLong(0));
	}

	@Override
	public void endsAt(Instant end, String reason) {
		this.onEnd.accept(end, reason);
	}

}

package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;

import org.springframework.vault.authentication.LoginToken;
import org.springframework.vault.support.VaultToken;
import tools.jackson.databind.JsonNode;

import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * A token that the operator has set. Asks Vault how long it is valid, so that it can be
 * renewed.
 */
final class ConfiguredToken implements VaultLogin {

	private final VaultTransport transport;

	private final VaultToken token;

	ConfiguredToken(VaultTransport transport, String token) {
		this.transport = transport;
		this.token = VaultToken.of(token);
	}

	@Override
	public VaultToken logIn(CallScope scope) throws UpstreamException, InterruptedException {
		scope.redact(this.token.getToken());
		JsonResponse reply = this.transport.send(VaultClient.LOOKUP_SELF, this.token, scope);
		if (!reply.isSuccess()) {
			return this.token;
		}
		JsonNode data = reply.path("data");
		return LoginToken.builder()
			.token(this.token.toCharArray())
			.leaseDuration(Duration.ofSeconds(data.path("ttl").asLong(0)))
			.renewable(data.path("renewable").asBoolean(false))
			.build();
	}

	@Override
	public boolean isRepeatable() {
		return false;
	}

}

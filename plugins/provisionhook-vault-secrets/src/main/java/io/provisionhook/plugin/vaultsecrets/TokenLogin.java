package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;

import org.springframework.vault.authentication.LoginToken;
import org.springframework.vault.support.VaultToken;
import tools.jackson.databind.JsonNode;

import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Login with a configured token. Looks up how long the token is valid, for its renewal.
 */
final class TokenLogin implements LoginSession.Login {

	private final VaultTransport transport;

	private final VaultToken token;

	TokenLogin(VaultTransport transport, String token) {
		this.transport = transport;
		this.token = VaultToken.of(token);
	}

	@Override
	public VaultToken logIn(CallContext context) throws UpstreamException, InterruptedException {
		context.redact(this.token.getToken());
		JsonResponse response = this.transport.send(VaultRequest.LOOKUP_SELF, this.token, context);
		if (!response.isSuccess()) {
			return this.token;
		}
		JsonNode data = response.path("data");
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

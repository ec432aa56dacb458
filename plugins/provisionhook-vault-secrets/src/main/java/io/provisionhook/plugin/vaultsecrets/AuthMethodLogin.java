package io.provisionhook.plugin.vaultsecrets;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.vault.authentication.LoginToken;
import org.springframework.vault.support.VaultToken;
import tools.jackson.databind.JsonNode;

import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Login with an auth method of Vault. The logins of Spring Vault for these methods write
 * credentials to debug logs and have no time limit.
 */
final class AuthMethodLogin implements LoginSession.Login {

	private final VaultTransport transport;

	private final String activity;

	private final String path;

	private final Credentials credentials;

	private AuthMethodLogin(VaultTransport transport, String method, String path, Credentials credentials) {
		this.transport = transport;
		this.activity = "the login by " + method + " at 'auth/" + path + "'";
		this.path = "auth/" + path + "/login";
		this.credentials = credentials;
	}

	static AuthMethodLogin appRole(VaultTransport transport, String roleId, @Nullable String secretId, String path) {
		Map<String, Object> credentials = new HashMap<>(Map.of("role_id", roleId));
		if (secretId != null) {
			credentials.put("secret_id", secretId);
		}
		return new AuthMethodLogin(transport, "AppRole", path, (context) -> {
			if (secretId != null) {
				context.redact(secretId);
			}
			return credentials;
		});
	}

	static AuthMethodLogin kubernetes(VaultTransport transport, String role, Path tokenFile, String path) {
		return new AuthMethodLogin(transport, "Kubernetes", path, (context) -> {
			String jwt = CredentialFile.read(tokenFile, "the token of the service account");
			context.redact(jwt);
			return Map.of("role", role, "jwt", jwt);
		});
	}

	@Override
	public VaultToken logIn(CallContext context) throws UpstreamException, InterruptedException {
		VaultRequest request = VaultRequest.post(this.path, this.credentials.get(context), this.activity);
		JsonResponse response = this.transport.send(request, null, context);
		if (!response.isSuccess()) {
			throw VaultFailures.ofLogin(this.activity, response.status());
		}
		JsonNode auth = response.path("auth");
		String token = auth.path("client_token").stringValue("");
		if (token.isEmpty() || !CredentialFile.isPrintable(token)) {
			throw VaultFailures.malformed(request);
		}
		return LoginToken.builder()
			.token(token)
			.leaseDuration(Duration.ofSeconds(Math.max(auth.path("lease_duration").asLong(0), 0)))
			.renewable(auth.path("renewable").asBoolean(false))
			.build();
	}

	@Override
	public boolean isRepeatable() {
		return true;
	}

	/**
	 * Source of the credentials of a login.
	 */
	@FunctionalInterface
	private interface Credentials {

		/**
		 * Return the credentials.
		 * @param context receives the credentials as secrets
		 * @return the fields of the request
		 * @throws UpstreamException if the credentials can't be read
		 */
		Map<String, Object> get(CallContext context) throws UpstreamException;

	}

}

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
 * Logs in by an auth method of Vault's. Spring Vault's own logins for these methods write
 * the credentials to debug logs and have no time limit.
 */
final class MethodLogin implements VaultLogin {

	private final VaultTransport transport;

	private final String activity;

	private final String path;

	private final Credentials credentials;

	private MethodLogin(VaultTransport transport, String method, String path, Credentials credentials) {
		this.transport = transport;
		this.activity = "the login by " + method + " at 'auth/" + path + "'";
		this.path = "auth/" + path + "/login";
		this.credentials = credentials;
	}

	static MethodLogin appRole(VaultTransport transport, String roleId, @Nullable String secretId, String path) {
		Map<String, Object> credentials = new HashMap<>(Map.of("role_id", roleId));
		if (secretId != null) {
			credentials.put("secret_id", secretId);
		}
		return new MethodLogin(transport, "AppRole", path, (scope) -> {
			if (secretId != null) {
				scope.redact(secretId);
			}
			return credentials;
		});
	}

	static MethodLogin kubernetes(VaultTransport transport, String role, Path tokenFile, String path) {
		return new MethodLogin(transport, "Kubernetes", path, (scope) -> {
			String jwt = CredentialFile.read(tokenFile, "the token of the service account");
			scope.redact(jwt);
			return Map.of("role", role, "jwt", jwt);
		});
	}

	@Override
	public VaultToken logIn(CallScope scope) throws UpstreamException, InterruptedException {
		VaultCall call = VaultCall.post(this.path, this.credentials.get(scope), this.activity);
		JsonResponse reply = this.transport.send(call, null, scope);
		if (!reply.isSuccess()) {
			throw VaultFailures.ofLogin(this.activity, reply.status());
		}
		JsonNode auth = reply.path("auth");
		String token = auth.path("client_token").stringValue("");
		if (token.isEmpty() || !CredentialFile.isPrintable(token)) {
			throw VaultFailures.malformed(call);
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
	 * What is sent to log in.
	 */
	@FunctionalInterface
	private interface Credentials {

		/**
		 * Get the credentials.
		 * @param scope where to declare them as secrets
		 * @return the fields of the request
		 * @throws UpstreamException if they can't be had
		 */
		Map<String, Object> get(CallScope scope) throws UpstreamException;

	}

}

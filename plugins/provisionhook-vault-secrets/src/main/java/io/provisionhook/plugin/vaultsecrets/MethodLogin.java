package io.provisionhook.plugin.vaultsecrets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.vault.VaultException;
import org.springframework.vault.authentication.AuthenticationSteps;
import org.springframework.vault.authentication.AuthenticationStepsExecutor;
import org.springframework.vault.support.VaultToken;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientResponseException;

import io.provisionhook.plugin.upstream.RemoteFailure;
import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * Logs in by an auth method of Vault's. Spring Vault's own logins for these methods write
 * the credentials to debug logs, so this one uses the steps that they are made of.
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
		return this.transport.attempt(this.activity, scope, (client) -> logIn(call, client));
	}

	@Override
	public boolean isRepeatable() {
		return true;
	}

	private static VaultToken logIn(VaultCall call, RestClient client) throws UpstreamException, RemoteFailure {
		String[] variables = Arrays.copyOf(call.uriVariables(), call.uriVariables().length, String[].class);
		AuthenticationSteps steps = AuthenticationSteps.fromSupplier(call::body).login(call.uriTemplate(), variables);
		try {
			return new AuthenticationStepsExecutor(steps, client).login();
		}
		catch (VaultException ex) {
			if (ex.getCause() instanceof RestClientResponseException response) {
				throw VaultFailures.ofLogin(call.activity(), response.getStatusCode().value());
			}
			if (ex.contains(IOException.class)) {
				throw RemoteFailure.of(ex);
			}
			throw VaultFailures.malformed(call);
		}
		catch (IllegalArgumentException | IllegalStateException | ClassCastException ex) {
			throw VaultFailures.malformed(call);
		}
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

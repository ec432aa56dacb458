package io.provisionhook.plugin.vaultsecrets;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.provisionhook.SideEffects;
import io.provisionhook.plugin.internal.mapping.HostCredentialProperties;

/**
 * Settings of the plugin. Their string representations contain no secret.
 *
 * @param uri Address of Vault, for example "https://vault.example.com:8200".
 * @param namespace Namespace of all requests, including the login; for Vault Enterprise
 * and OpenBao.
 * @param sslBundle Name of the SSL bundle for connections to Vault; the defaults of the
 * JDK if not set.
 * @param authentication Authentication at Vault; exactly one way to log in is required.
 * @param order Order of the mutator. Lower values run first.
 * @param variables Secrets by variable, each as "path#key" with the path of "vault kv
 * get" or "vault read"; "path?version=2#key" for a certain version.
 * @param hosts Hosts that running workspaces can request a credential for, each with the
 * secret that is the credential.
 */
@ConfigurationProperties(VaultSecretsProperties.PREFIX)
record VaultSecretsProperties(@Nullable String uri, @Nullable String namespace, @Nullable String sslBundle,
		@DefaultValue Authentication authentication, @DefaultValue("200") int order,
		@DefaultValue Map<String, String> variables, @DefaultValue List<HostCredentialProperties> hosts) {

	static final String PREFIX = "provisionhook.vault-secrets";

	/**
	 * Ways to log in.
	 *
	 * @param token Token to use without a login; renewed if it is renewable.
	 * @param tokenFile File with a token that another process keeps valid, such as Vault
	 * Agent; read for each request.
	 * @param appRole Login with an AppRole.
	 * @param kubernetes Login with a service account of Kubernetes.
	 */
	record Authentication(@Nullable String token, @Nullable Path tokenFile, @Nullable AppRole appRole,
			@Nullable Kubernetes kubernetes) {

		/**
		 * Return the side effects of reading a secret. A login creates a token; without a
		 * login only dynamic secrets have side effects, and a plan does not read them.
		 * @return the side effects
		 */
		SideEffects sideEffects() {
			return (this.appRole != null || this.kubernetes != null) ? SideEffects.UNKNOWN : SideEffects.NONE_ON_PLAN;
		}

		@Override
		public String toString() {
			return "Authentication[redacted]";
		}

	}

	/**
	 * Login with an AppRole.
	 *
	 * @param roleId Id of the role.
	 * @param secretId Secret id of the role; optional if the role does not require it.
	 * @param path Mount path of the auth method.
	 */
	record AppRole(@Nullable String roleId, @Nullable String secretId, @DefaultValue("approle") String path) {

		@Override
		public String toString() {
			return "AppRole[redacted]";
		}

	}

	/**
	 * Login with a service account of Kubernetes.
	 *
	 * @param role Role of the auth method.
	 * @param tokenFile File with the token of the service account; read for each login.
	 * @param path Mount path of the auth method.
	 */
	record Kubernetes(@Nullable String role,
			@DefaultValue("/var/run/secrets/kubernetes.io/serviceaccount/token") Path tokenFile,
			@DefaultValue("kubernetes") String path) {
	}

}

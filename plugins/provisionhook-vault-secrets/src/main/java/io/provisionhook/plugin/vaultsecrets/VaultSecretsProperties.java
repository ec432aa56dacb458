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
 * Settings of the plugin. {@link #toString()} of none of them shows a secret.
 *
 * @param uri Address of Vault, for example "https://vault.example.com:8200".
 * @param namespace Namespace that everything happens in, the login included; for Vault
 * Enterprise and OpenBao.
 * @param sslBundle Name of the SSL bundle for connections to Vault; the JDK's defaults
 * unless set.
 * @param authentication How to log in to Vault; exactly one way has to be set.
 * @param order Place among the other mutators; lower values come first.
 * @param variables Secret for each variable, as "path#key" with the path that "vault kv
 * get" or "vault read" takes; "path?version=2#key" for a certain version.
 * @param hosts Hosts that running workspaces ask for a credential of, each with the
 * secret that it is.
 */
@ConfigurationProperties(VaultSecretsProperties.PREFIX)
record VaultSecretsProperties(@Nullable String uri, @Nullable String namespace, @Nullable String sslBundle,
		@DefaultValue Authentication authentication, @DefaultValue("200") int order,
		@DefaultValue Map<String, String> variables, @DefaultValue List<HostCredentialProperties> hosts) {

	static final String PREFIX = "provisionhook.vault-secrets";

	/**
	 * Ways to log in.
	 *
	 * @param token Token to use as it is; renewed if it can be.
	 * @param tokenFile File with a token that somebody else keeps valid, such as Vault
	 * Agent; read again each time.
	 * @param appRole AppRole to log in by.
	 * @param kubernetes Role to log in by as a service account of Kubernetes.
	 */
	record Authentication(@Nullable String token, @Nullable Path tokenFile, @Nullable AppRole appRole,
			@Nullable Kubernetes kubernetes) {

		/**
		 * Return whether reading a secret takes a login, which makes a token. With a
		 * token there is none, but engines that make a secret for each reader.
		 * @return the side effects of reading
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
	 * An AppRole.
	 *
	 * @param roleId Id of the role.
	 * @param secretId Secret of the role; not needed if the role does not ask for one.
	 * @param path Path of the auth method.
	 */
	record AppRole(@Nullable String roleId, @Nullable String secretId, @DefaultValue("approle") String path) {

		@Override
		public String toString() {
			return "AppRole[redacted]";
		}

	}

	/**
	 * A service account of Kubernetes.
	 *
	 * @param role Role of the auth method.
	 * @param tokenFile File with the token of the service account; read for each login.
	 * @param path Path of the auth method.
	 */
	record Kubernetes(@Nullable String role,
			@DefaultValue("/var/run/secrets/kubernetes.io/serviceaccount/token") Path tokenFile,
			@DefaultValue("kubernetes") String path) {
	}

}

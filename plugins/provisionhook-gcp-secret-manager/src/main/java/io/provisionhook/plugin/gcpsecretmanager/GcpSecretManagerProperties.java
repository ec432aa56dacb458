package io.provisionhook.plugin.gcpsecretmanager;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;
import org.springframework.util.StringUtils;

import io.provisionhook.plugin.internal.mapping.HostCredentialProperties;

/**
 * Configuration properties for Google Cloud Secret Manager.
 *
 * @param variables Secrets by variable, as name#key or projects/project/secrets/name#key.
 * The name may have placeholders.
 * @param hosts Hosts whose credential is a secret, for requests of running workspaces.
 * @param project Project of secrets without a project in their reference. Defaults to the
 * project of the environment or of the credentials.
 * @param location Location of the secrets, if they are regional.
 * @param endpoint URL of the service. Defaults to the public endpoint of the location.
 * @param credentials File with the credentials of a service account or an external
 * account. Defaults to the application default credentials.
 * @param order Order of the mutator. Lower values run first.
 */
@ConfigurationProperties(GcpSecretManagerProperties.PREFIX)
record GcpSecretManagerProperties(@DefaultValue Map<String, String> variables,
		@DefaultValue List<HostCredentialProperties> hosts, @Nullable String project, @Nullable String location,
		@Nullable URI endpoint, @Nullable Resource credentials, @DefaultValue("220") int order) {

	static final String PREFIX = "provisionhook.gcp-secret-manager";

	static final String VARIABLES = PREFIX + ".variables";

	static final String HOSTS = PREFIX + ".hosts";

	/**
	 * Return all references to secrets, before any check.
	 * @return the references as text
	 */
	Stream<String> references() {
		return Stream
			.concat(this.variables.values().stream(),
					this.hosts.stream().flatMap((host) -> Stream.of(host.secret(), host.usernameSecret())))
			.filter(StringUtils::hasText);
	}

}

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
 * Settings of the plugin for Google Cloud Secret Manager.
 *
 * @param variables Secret for each variable, as name#key or
 * projects/project/secrets/name#key; may have placeholders.
 * @param hosts Hosts that running workspaces ask for a credential of, each with the
 * secret that it is.
 * @param project Project of the secrets whose reference names none; that of the
 * environment or the credentials unless set.
 * @param location Location of the secrets, if they are regional.
 * @param endpoint URL of the service, if it is not the public one.
 * @param credentials File with the credentials of a service account or an external
 * account; application default credentials unless set.
 * @param order Place of the mutator among the others.
 */
@ConfigurationProperties(GcpSecretManagerProperties.PREFIX)
record GcpSecretManagerProperties(@DefaultValue Map<String, String> variables,
		@DefaultValue List<HostCredentialProperties> hosts, @Nullable String project, @Nullable String location,
		@Nullable URI endpoint, @Nullable Resource credentials, @DefaultValue("220") int order) {

	static final String PREFIX = "provisionhook.gcp-secret-manager";

	static final String VARIABLES = PREFIX + ".variables";

	static final String HOSTS = PREFIX + ".hosts";

	/**
	 * Return all references to secrets, which may be no good.
	 * @return the references as they are written
	 */
	Stream<String> references() {
		return Stream
			.concat(this.variables.values().stream(),
					this.hosts.stream().flatMap((host) -> Stream.of(host.secret(), host.usernameSecret())))
			.filter(StringUtils::hasText);
	}

}

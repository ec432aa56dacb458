package io.provisionhook.plugin.gcpsecretmanager;

import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;

/**
 * Settings of the plugin for Google Cloud Secret Manager.
 *
 * @param variables Secret for each variable, as name#key or
 * projects/project/secrets/name#key; may have placeholders. Nothing is done without an
 * entry.
 * @param project Project of the secrets whose reference names none; that of the
 * environment or the credentials unless set.
 * @param location Location of the secrets, if they are regional.
 * @param endpoint URL of the service, if it is not the public one.
 * @param credentials File with the credentials of a service account or an external
 * account; application default credentials unless set.
 * @param order Place of the mutator among the others.
 */
@ConfigurationProperties(GcpSecretManagerProperties.PREFIX)
record GcpSecretManagerProperties(@DefaultValue Map<String, String> variables, @Nullable String project,
		@Nullable String location, @Nullable URI endpoint, @Nullable Resource credentials,
		@DefaultValue("220") int order) {

	static final String PREFIX = "provisionhook.gcp-secret-manager";

	static final String VARIABLES = PREFIX + ".variables";

}

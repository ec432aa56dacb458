package io.provisionhook.plugin.awssecretsmanager;

import java.net.URI;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.provisionhook.plugin.internal.mapping.HostCredentialProperties;

/**
 * Settings of the plugin for AWS Secrets Manager.
 *
 * @param variables Secret for each variable, as name#key or ARN#key; the name may have
 * placeholders.
 * @param hosts Hosts that running workspaces ask for a credential of, each with the
 * secret that it is.
 * @param region Region that the secrets are in; found in the usual places of the AWS SDK
 * unless set.
 * @param endpoint URL of the service, if it is not the public one of the region.
 * @param batch Whether to read up to 20 secrets in one call, which takes the permission
 * secretsmanager:BatchGetSecretValue.
 * @param order Place of the mutator among the others.
 */
@ConfigurationProperties(AwsSecretsManagerProperties.PREFIX)
record AwsSecretsManagerProperties(@DefaultValue Map<String, String> variables,
		@DefaultValue List<HostCredentialProperties> hosts, @Nullable String region, @Nullable URI endpoint,
		@DefaultValue("true") boolean batch, @DefaultValue("210") int order) {

	static final String PREFIX = "provisionhook.aws-secrets-manager";

	static final String VARIABLES = PREFIX + ".variables";

	static final String HOSTS = PREFIX + ".hosts";

}

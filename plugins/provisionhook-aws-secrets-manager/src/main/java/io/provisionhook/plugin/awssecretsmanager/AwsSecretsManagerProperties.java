package io.provisionhook.plugin.awssecretsmanager;

import java.net.URI;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.provisionhook.plugin.internal.mapping.HostCredentialProperties;

/**
 * Configuration properties for AWS Secrets Manager.
 *
 * @param variables Secrets by variable, as name#key or ARN#key. The name may have
 * placeholders.
 * @param hosts Hosts whose credential is a secret, for requests of running workspaces.
 * @param region Region of the secrets. Defaults to the region of the AWS SDK.
 * @param endpoint URL of the service. Defaults to the public endpoint of the region.
 * @param batch Whether to read up to 20 secrets in one call, which requires the
 * permission secretsmanager:BatchGetSecretValue.
 * @param order Order of the mutator. Lower values run first.
 */
@ConfigurationProperties(AwsSecretsManagerProperties.PREFIX)
record AwsSecretsManagerProperties(@DefaultValue Map<String, String> variables,
		@DefaultValue List<HostCredentialProperties> hosts, @Nullable String region, @Nullable URI endpoint,
		@DefaultValue("true") boolean batch, @DefaultValue("210") int order) {

	static final String PREFIX = "provisionhook.aws-secrets-manager";

	static final String VARIABLES = PREFIX + ".variables";

	static final String HOSTS = PREFIX + ".hosts";

}

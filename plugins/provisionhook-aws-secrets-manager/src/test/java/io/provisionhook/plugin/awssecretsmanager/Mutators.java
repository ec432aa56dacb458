package io.provisionhook.plugin.awssecretsmanager;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

import io.provisionhook.ProvisionContext;
import io.provisionhook.VariableRules;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.plugin.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.mapping.SecretMapping;
import io.provisionhook.plugin.upstream.UpstreamHealth;

/**
 * Creates mutators as the auto-configuration does.
 */
final class Mutators {

	static final AwsCredentialsProvider CREDENTIALS = StaticCredentialsProvider.create(AwsBasicCredentials
		.create(SecretsManagerStandIn.SIGNER.accessKey(), SecretsManagerStandIn.SIGNER.secretKey()));

	private Mutators() {
	}

	static MappedSecretsMutator create(URI endpoint, Map<String, String> variables) {
		return create(endpoint, CREDENTIALS, true, variables);
	}

	static MappedSecretsMutator create(URI endpoint, AwsCredentialsProvider credentials, boolean batch,
			Map<String, String> variables) {
		SecretsManagerReader reader = new SecretsManagerReader(
				SecretsManagerClients.create(Region.EU_CENTRAL_1, endpoint), HostCredentials.of(credentials), batch,
				new SecretsManagerFailures("eu-central-1"));
		return new MappedSecretsMutator("aws-secrets-manager", 210,
				SecretMapping.parse("variables", variables, VariableRules.DEFAULT, (reference) -> {
				}), reader, new UpstreamHealth());
	}

	static ProvisionContext context(Duration timeout) {
		return ProvisionContext.of("id-1", WorkspaceRequest.named("fix-login").tenant("acme").build(), timeout);
	}

}

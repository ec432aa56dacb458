package io.provisionhook.plugin.awssecretsmanager;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.SideEffects;
import io.provisionhook.VariableRules;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.plugin.internal.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.internal.mapping.SecretMapping;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * Creates mutators as the auto-configuration does; they try again without waiting.
 */
final class AwsMutators {

	static final AwsCredentialsProvider CREDENTIALS = StaticCredentialsProvider.create(AwsBasicCredentials
		.create(SecretsManagerStandIn.SIGNER.accessKey(), SecretsManagerStandIn.SIGNER.secretKey()));

	private AwsMutators() {
	}

	static MappedSecretsMutator create(URI endpoint, Map<String, String> variables) {
		return create(endpoint, CREDENTIALS, true, variables);
	}

	static MappedSecretsMutator create(URI endpoint, AwsCredentialsProvider credentials, boolean batch,
			Map<String, String> variables) {
		return create(client(endpoint), credentials, batch, variables,
				(context) -> Deadline.within("AWS Secrets Manager", context.remaining()));
	}

	static MappedSecretsMutator create(SecretsManagerClient client, AwsCredentialsProvider credentials, boolean batch,
			Map<String, String> variables, Function<ProvisionContext, Deadline> deadlines) {
		AwsSecretReader reader = new AwsSecretReader(client, AwsHostCredentials.of(credentials), batch,
				new AwsFailures("eu-central-1"), deadlines);
		return new MappedSecretsMutator("aws-secrets-manager", 210, SideEffects.NONE,
				SecretMapping.parse("variables", variables, VariableRules.DEFAULT, (reference) -> {
				}), reader, new UpstreamHealth());
	}

	static SecretsManagerClient client(URI endpoint) {
		return AwsClientFactory.create(Region.EU_CENTRAL_1, endpoint, AwsMutators::retryImmediately);
	}

	private static void retryImmediately(ClientOverrideConfiguration.Builder configuration) {
		configuration.retryStrategy(AwsRetryStrategy.standardRetryStrategy()
			.toBuilder()
			.backoffStrategy(BackoffStrategy.retryImmediately())
			.throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
			.build());
	}

	/**
	 * Return what variables get.
	 * @param mutator the mutator
	 * @param context the context of the workspace
	 * @return the values by variable name
	 * @throws Exception if it fails
	 */
	static Map<String, String> values(MappedSecretsMutator mutator, ProvisionContext context) throws Exception {
		Env env = Env.of(Map.of());
		mutator.mutateEnv(context, env);
		return env;
	}

	static ProvisionContext context(Duration timeout) {
		return ProvisionContext.of("id-1", WorkspaceRequest.named("fix-login").tenant("acme").build(), timeout);
	}

}

package io.provisionhook.plugin.awssecretsmanager;

import java.util.Map;
import java.util.concurrent.Callable;

import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

import io.provisionhook.plugin.internal.mapping.Secret;
import io.provisionhook.plugin.internal.mapping.SecretLocation;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Reads one secret, in whichever version.
 *
 * @param client makes the call
 * @param configuration how the call is made
 * @param location which secret
 * @param failures says what went wrong
 */
record SingleRead(SecretsManagerClient client, AwsRequestOverrideConfiguration configuration, SecretLocation location,
		SecretsManagerFailures failures) implements Callable<Map<SecretLocation, Secret>> {

	@Override
	public Map<SecretLocation, Secret> call() throws RemoteFailure, UpstreamException {
		GetSecretValueResponse response = get();
		return Map.of(this.location,
				SecretContent.read(response.secretString(), response.secretBinary(), this.location, this.failures));
	}

	private GetSecretValueResponse get() throws RemoteFailure, UpstreamException {
		try {
			return this.client.getSecretValue(GetSecretValueRequest.builder()
				.secretId(this.location.path())
				.versionId(this.location.parameter(SecretsManagerReferences.VERSION))
				.versionStage(this.location.parameter(SecretsManagerReferences.STAGE))
				.overrideConfiguration(this.configuration)
				.build());
		}
		catch (AwsServiceException ex) {
			throw this.failures.ofRead(ex, this.location);
		}
		catch (RuntimeException ex) {
			throw SecretsManagerFailures.noAnswer(ex);
		}
	}

}

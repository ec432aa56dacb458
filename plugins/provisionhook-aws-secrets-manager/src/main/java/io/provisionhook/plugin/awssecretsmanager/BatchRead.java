package io.provisionhook.plugin.awssecretsmanager;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;

import io.provisionhook.plugin.internal.mapping.Secret;
import io.provisionhook.plugin.internal.mapping.SecretLocation;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Reads several secrets in their current version.
 *
 * @param client makes the call
 * @param configuration how the call is made
 * @param locations which secrets, at most {@value #LIMIT}
 * @param failures says what went wrong
 */
record BatchRead(SecretsManagerClient client, AwsRequestOverrideConfiguration configuration,
		List<SecretLocation> locations,
		SecretsManagerFailures failures) implements Callable<Map<SecretLocation, Secret>> {

	/**
	 * How many secrets a call can ask for.
	 */
	static final int LIMIT = 20;

	// What an ARN ends in; it can be left out when asking
	private static final String SUFFIX = "-[A-Za-z0-9]{6}";

	@Override
	public Map<SecretLocation, Secret> call() throws RemoteFailure, UpstreamException {
		List<SecretValueEntry> entries = entries();
		Map<SecretLocation, Secret> secrets = new HashMap<>();
		for (SecretLocation location : this.locations) {
			SecretValueEntry entry = find(entries, location.path()).orElseThrow(() -> this.failures.left(location));
			secrets.put(location,
					SecretContent.read(entry.secretString(), entry.secretBinary(), location, this.failures));
		}
		return secrets;
	}

	private List<SecretValueEntry> entries() throws RemoteFailure, UpstreamException {
		List<SecretValueEntry> entries = new ArrayList<>();
		String page = null;
		do {
			BatchGetSecretValueResponse response = get(page);
			for (SecretLocation location : this.locations) {
				requireNoError(response, location);
			}
			entries.addAll(response.secretValues());
			page = response.nextToken();
		}
		while (page != null);
		return entries;
	}

	private BatchGetSecretValueResponse get(@Nullable String page) throws RemoteFailure, UpstreamException {
		try {
			return this.client.batchGetSecretValue(BatchGetSecretValueRequest.builder()
				.secretIdList(this.locations.stream().map(SecretLocation::path).toList())
				.nextToken(page)
				.overrideConfiguration(this.configuration)
				.build());
		}
		catch (AwsServiceException ex) {
			throw this.failures.ofBatch(ex, this.locations.size());
		}
		catch (RuntimeException ex) {
			throw SecretsManagerFailures.noAnswer(ex);
		}
	}

	private void requireNoError(BatchGetSecretValueResponse response, SecretLocation location)
			throws UpstreamException {
		for (APIErrorType error : response.errors()) {
			if (location.path().equals(error.secretId())) {
				throw this.failures
					.ofSecret(ServiceError.of(error.errorCode(), response.responseMetadata().requestId()), location);
			}
		}
	}

	private static Optional<SecretValueEntry> find(List<SecretValueEntry> entries, String path) {
		return entries.stream()
			.filter((entry) -> path.equals(entry.name()) || path.equals(entry.arn()))
			.findFirst()
			.or(() -> entries.stream().filter((entry) -> isPartOf(entry.arn(), path)).findFirst());
	}

	private static boolean isPartOf(String arn, String path) {
		return path.startsWith("arn:") && arn.startsWith(path) && arn.substring(path.length()).matches(SUFFIX);
	}

}

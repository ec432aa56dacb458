package io.provisionhook.plugin.awssecretsmanager;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.internal.mapping.Secret;
import io.provisionhook.plugin.internal.mapping.SecretLocation;
import io.provisionhook.plugin.internal.mapping.SecretReader;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.RemoteCalls;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Reads secrets from AWS Secrets Manager: current versions in batches, others one by one,
 * with all calls at the same time. Thread-safe.
 */
final class AwsSecretReader implements SecretReader, AutoCloseable {

	private static final int MAXIMUM_CALLS = 32;

	private static final int BATCH_SIZE = 20;

	private final SecretsManagerClient client;

	private final AwsHostCredentials credentials;

	private final boolean batch;

	private final AwsFailures failures;

	private final Function<ProvisionContext, Deadline> deadlines;

	private final RemoteCalls calls = new RemoteCalls("AWS Secrets Manager", "aws-secrets-manager-", MAXIMUM_CALLS);

	AwsSecretReader(SecretsManagerClient client, AwsHostCredentials credentials, boolean batch, AwsFailures failures) {
		this(client, credentials, batch, failures,
				(context) -> Deadline.within("AWS Secrets Manager", context.remaining()));
	}

	/**
	 * Create a reader.
	 * @param client the client
	 * @param credentials the credentials that sign the calls
	 * @param batch whether to read several secrets in one call
	 * @param failures creates the exceptions
	 * @param deadlines returns the deadline of a workspace; called for each step
	 */
	AwsSecretReader(SecretsManagerClient client, AwsHostCredentials credentials, boolean batch, AwsFailures failures,
			Function<ProvisionContext, Deadline> deadlines) {
		this.client = client;
		this.credentials = credentials;
		this.batch = batch;
		this.failures = failures;
		this.deadlines = deadlines;
	}

	@Override
	public Map<SecretLocation, Secret> read(Set<SecretLocation> locations, ProvisionContext context)
			throws UpstreamException, InterruptedException {
		AwsCredentials resolved = resolveCredentials(this.deadlines.apply(context));
		Deadline deadline = this.deadlines.apply(context);
		Map<SecretLocation, Secret> secrets = new HashMap<>();
		try {
			this.calls.callAll(calls(List.copyOf(locations), configuration(resolved, deadline)), deadline)
				.forEach(secrets::putAll);
			return secrets;
		}
		catch (RemoteFailure ex) {
			throw this.failures.of(ex);
		}
	}

	private AwsCredentials resolveCredentials(Deadline deadline) throws UpstreamException, InterruptedException {
		try {
			return this.calls.call(this::resolveCredentials, deadline);
		}
		catch (RemoteFailure ex) {
			throw this.failures.lateCredentials();
		}
	}

	private AwsCredentials resolveCredentials() throws UpstreamException {
		try {
			return this.credentials.resolve();
		}
		catch (RuntimeException ex) {
			throw this.failures.withoutCredentials();
		}
	}

	private static AwsRequestOverrideConfiguration configuration(AwsCredentials resolved, Deadline deadline)
			throws RemoteFailure {
		if (deadline.isOver()) {
			throw new RemoteFailure(RemoteFailure.Reason.NO_ANSWER_IN_TIME);
		}
		// At the timeout, the client closes the connection that blocks a thread
		return AwsRequestOverrideConfiguration.builder()
			.credentialsProvider(StaticCredentialsProvider.create(resolved))
			.apiCallTimeout(deadline.remaining().plusMillis(1))
			.build();
	}

	private List<Callable<Map<SecretLocation, Secret>>> calls(List<SecretLocation> locations,
			AwsRequestOverrideConfiguration configuration) {
		List<SecretLocation> current = locations.stream()
			.filter((location) -> this.batch && location.parameters().isEmpty())
			.toList();
		List<Callable<Map<SecretLocation, Secret>>> calls = new ArrayList<>();
		List<SecretLocation> single = new ArrayList<>(locations);
		for (int start = 0; start < current.size() - 1; start += BATCH_SIZE) {
			List<SecretLocation> chunk = current.subList(start, Math.min(start + BATCH_SIZE, current.size()));
			calls.add(new BatchRead(this.client, configuration, chunk, this.failures));
			single.removeAll(chunk);
		}
		single.forEach((location) -> calls.add(new SingleRead(this.client, configuration, location, this.failures)));
		return calls;
	}

	private static Secret decode(@Nullable String text, @Nullable SdkBytes bytes, SecretLocation location,
			AwsFailures failures) throws UpstreamException {
		if (text != null) {
			return Secret.ofText(text);
		}
		if (bytes == null) {
			throw failures.missing(location);
		}
		try {
			return Secret.ofText(StandardCharsets.UTF_8.newDecoder().decode(bytes.asByteBuffer()).toString());
		}
		catch (CharacterCodingException ex) {
			throw failures.notText(location);
		}
	}

	/**
	 * Return the region of the secrets.
	 * @return the id of the region
	 */
	String region() {
		return this.failures.region();
	}

	@Override
	public void close() {
		this.client.close();
		this.credentials.close();
	}

	/**
	 * Call that reads one secret in any version.
	 *
	 * @param client the client
	 * @param configuration the configuration of the call
	 * @param location the location
	 * @param failures creates the exceptions
	 */
	private record SingleRead(SecretsManagerClient client, AwsRequestOverrideConfiguration configuration,
			SecretLocation location, AwsFailures failures) implements Callable<Map<SecretLocation, Secret>> {

		@Override
		public Map<SecretLocation, Secret> call() throws RemoteFailure, UpstreamException {
			GetSecretValueResponse response = get();
			return Map.of(this.location,
					decode(response.secretString(), response.secretBinary(), this.location, this.failures));
		}

		private GetSecretValueResponse get() throws RemoteFailure, UpstreamException {
			try {
				return this.client.getSecretValue(GetSecretValueRequest.builder()
					.secretId(this.location.path())
					.versionId(this.location.parameter(AwsSecretReferences.VERSION))
					.versionStage(this.location.parameter(AwsSecretReferences.STAGE))
					.overrideConfiguration(this.configuration)
					.build());
			}
			catch (AwsServiceException ex) {
				throw this.failures.ofRead(ex, this.location);
			}
			catch (RuntimeException ex) {
				throw AwsFailures.noResponse(ex);
			}
		}

	}

	/**
	 * Call that reads several secrets in their current version.
	 *
	 * @param client the client
	 * @param configuration the configuration of the call
	 * @param locations the locations, at most {@value #BATCH_SIZE}
	 * @param failures creates the exceptions
	 */
	private record BatchRead(SecretsManagerClient client, AwsRequestOverrideConfiguration configuration,
			List<SecretLocation> locations, AwsFailures failures) implements Callable<Map<SecretLocation, Secret>> {

		// The end of an ARN, which is optional in a request
		private static final String SUFFIX = "-[A-Za-z0-9]{6}";

		@Override
		public Map<SecretLocation, Secret> call() throws RemoteFailure, UpstreamException {
			List<SecretValueEntry> entries = entries();
			Map<SecretLocation, Secret> secrets = new HashMap<>();
			for (SecretLocation location : this.locations) {
				SecretValueEntry entry = find(entries, location.path())
					.orElseThrow(() -> this.failures.missing(location));
				secrets.put(location, decode(entry.secretString(), entry.secretBinary(), location, this.failures));
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
				throw AwsFailures.noResponse(ex);
			}
		}

		private void requireNoError(BatchGetSecretValueResponse response, SecretLocation location)
				throws UpstreamException {
			for (APIErrorType error : response.errors()) {
				if (location.path().equals(error.secretId())) {
					throw this.failures.ofBatchEntry(error, response.responseMetadata().requestId(), location);
				}
			}
		}

		private static Optional<SecretValueEntry> find(List<SecretValueEntry> entries, String path) {
			return entries.stream()
				.filter((entry) -> path.equals(entry.name()) || path.equals(entry.arn()))
				.findFirst()
				.or(() -> entries.stream().filter((entry) -> isArnWithoutSuffix(path, entry.arn())).findFirst());
		}

		private static boolean isArnWithoutSuffix(String path, String arn) {
			return path.startsWith("arn:") && arn.startsWith(path) && arn.substring(path.length()).matches(SUFFIX);
		}

	}

}

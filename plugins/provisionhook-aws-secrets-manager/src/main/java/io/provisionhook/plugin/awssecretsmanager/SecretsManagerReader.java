package io.provisionhook.plugin.awssecretsmanager;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.internal.mapping.Secret;
import io.provisionhook.plugin.internal.mapping.SecretLocation;
import io.provisionhook.plugin.internal.mapping.SecretReader;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.RemoteCalls;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Reads secrets in as few calls as the service allows, and those at the same time.
 * Thread-safe.
 */
final class SecretsManagerReader implements SecretReader, AutoCloseable {

	private static final int MAXIMUM_CALLS = 32;

	private final SecretsManagerClient client;

	private final HostCredentials credentials;

	private final boolean batch;

	private final SecretsManagerFailures failures;

	private final Function<ProvisionContext, Deadline> deadlines;

	private final RemoteCalls calls = new RemoteCalls("AWS Secrets Manager", "aws-secrets-manager-", MAXIMUM_CALLS);

	SecretsManagerReader(SecretsManagerClient client, HostCredentials credentials, boolean batch,
			SecretsManagerFailures failures) {
		this(client, credentials, batch, failures,
				(context) -> Deadline.within("AWS Secrets Manager", context.remaining()));
	}

	/**
	 * Create a reader.
	 * @param client makes the calls
	 * @param credentials what the calls are signed with
	 * @param batch whether to read several secrets in one call
	 * @param failures says what went wrong
	 * @param deadlines until when a workspace waits; asked anew for each step
	 */
	SecretsManagerReader(SecretsManagerClient client, HostCredentials credentials, boolean batch,
			SecretsManagerFailures failures, Function<ProvisionContext, Deadline> deadlines) {
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
			this.calls.callAll(plan(List.copyOf(locations), configuration(resolved, deadline)), deadline)
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
		// At the end of the time, the client closes the connection that a thread may be
		// stuck on
		return AwsRequestOverrideConfiguration.builder()
			.credentialsProvider(StaticCredentialsProvider.create(resolved))
			.apiCallTimeout(deadline.remaining().plusMillis(1))
			.build();
	}

	private List<Callable<Map<SecretLocation, Secret>>> plan(List<SecretLocation> locations,
			AwsRequestOverrideConfiguration configuration) {
		List<SecretLocation> current = locations.stream()
			.filter((location) -> this.batch && location.parameters().isEmpty())
			.toList();
		List<Callable<Map<SecretLocation, Secret>>> plan = new ArrayList<>();
		List<SecretLocation> single = new ArrayList<>(locations);
		for (int start = 0; start < current.size() - 1; start += BatchRead.LIMIT) {
			List<SecretLocation> chunk = current.subList(start, Math.min(start + BatchRead.LIMIT, current.size()));
			plan.add(new BatchRead(this.client, configuration, chunk, this.failures));
			single.removeAll(chunk);
		}
		single.forEach((location) -> plan.add(new SingleRead(this.client, configuration, location, this.failures)));
		return plan;
	}

	/**
	 * Return the region that secrets are read from.
	 * @return the region's id
	 */
	String region() {
		return this.failures.region();
	}

	@Override
	public void close() {
		this.client.close();
		this.credentials.close();
	}

}

package io.provisionhook.plugin.awssecretsmanager;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.mapping.Secret;
import io.provisionhook.plugin.mapping.SecretLocation;
import io.provisionhook.plugin.mapping.SecretReader;
import io.provisionhook.plugin.upstream.DetachedCalls;
import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * Reads secrets in as few calls as the service allows, and those at the same time.
 * Thread-safe.
 */
final class SecretsManagerReader implements SecretReader, AutoCloseable {

	private static final int CONCURRENT_CALLS = 8;

	private final SecretsManagerClient client;

	private final HostCredentials credentials;

	private final boolean batch;

	private final SecretsManagerFailures failures;

	private final Function<ProvisionContext, Duration> remaining;

	private final DetachedCalls calls = new DetachedCalls("aws-secrets-manager");

	SecretsManagerReader(SecretsManagerClient client, HostCredentials credentials, boolean batch,
			SecretsManagerFailures failures) {
		this(client, credentials, batch, failures, ProvisionContext::remaining);
	}

	/**
	 * Create a reader.
	 * @param client makes the calls
	 * @param credentials what the calls are signed with
	 * @param batch whether to read several secrets in one call
	 * @param failures says what went wrong
	 * @param remaining how much time a context leaves; asked anew for each step
	 */
	SecretsManagerReader(SecretsManagerClient client, HostCredentials credentials, boolean batch,
			SecretsManagerFailures failures, Function<ProvisionContext, Duration> remaining) {
		this.client = client;
		this.credentials = credentials;
		this.batch = batch;
		this.failures = failures;
		this.remaining = remaining;
	}

	@Override
	public Map<SecretLocation, Secret> read(Set<SecretLocation> locations, ProvisionContext context)
			throws UpstreamException, InterruptedException {
		Callable<AwsCredentials> resolve = this::resolveCredentials;
		AwsCredentials resolved = call(List.of(resolve), context, this.failures::lateCredentials).get(0);
		Queue<Callable<Map<SecretLocation, Secret>>> reads = new ConcurrentLinkedQueue<>(
				plan(List.copyOf(locations), configuration(resolved, context)));
		Callable<Map<SecretLocation, Secret>> lane = () -> drain(reads);
		Map<SecretLocation, Secret> secrets = new HashMap<>();
		call(Collections.nCopies(Math.min(reads.size(), CONCURRENT_CALLS), lane), context, this.failures::late)
			.forEach(secrets::putAll);
		return secrets;
	}

	private AwsCredentials resolveCredentials() throws UpstreamException {
		try {
			return this.credentials.resolve();
		}
		catch (RuntimeException ex) {
			throw this.failures.withoutCredentials();
		}
	}

	private AwsRequestOverrideConfiguration configuration(AwsCredentials resolved, ProvisionContext context)
			throws UpstreamException {
		Duration timeout = this.remaining.apply(context);
		if (timeout.toMillis() == 0) {
			throw this.failures.late();
		}
		return AwsRequestOverrideConfiguration.builder()
			.credentialsProvider(StaticCredentialsProvider.create(resolved))
			.apiCallTimeout(timeout)
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

	private static Map<SecretLocation, Secret> drain(Queue<Callable<Map<SecretLocation, Secret>>> reads)
			throws Exception {
		Map<SecretLocation, Secret> secrets = new HashMap<>();
		Callable<Map<SecretLocation, Secret>> next = reads.poll();
		while (next != null) {
			secrets.putAll(next.call());
			next = reads.poll();
		}
		return secrets;
	}

	private <T> List<T> call(List<Callable<T>> tasks, ProvisionContext context, Supplier<UpstreamException> late)
			throws UpstreamException, InterruptedException {
		try {
			return this.calls.all(tasks, this.remaining.apply(context));
		}
		catch (TimeoutException ex) {
			throw late.get();
		}
		catch (ExecutionException ex) {
			throw UpstreamException.of(ex);
		}
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

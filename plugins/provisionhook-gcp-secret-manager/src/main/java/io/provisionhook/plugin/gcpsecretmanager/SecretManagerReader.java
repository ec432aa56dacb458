package io.provisionhook.plugin.gcpsecretmanager;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

import com.google.api.core.ApiFuture;
import com.google.api.core.ApiFutureCallback;
import com.google.api.core.ApiFutures;
import com.google.api.gax.httpjson.HttpJsonCallContext;
import com.google.api.gax.retrying.RetrySettings;
import com.google.auth.Credentials;
import com.google.cloud.secretmanager.v1.AccessSecretVersionRequest;
import com.google.cloud.secretmanager.v1.AccessSecretVersionResponse;
import com.google.cloud.secretmanager.v1.SecretManagerServiceClient;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.mapping.Secret;
import io.provisionhook.plugin.mapping.SecretLocation;
import io.provisionhook.plugin.mapping.SecretReader;
import io.provisionhook.plugin.upstream.DetachedCalls;
import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * Reads secrets at the same time, since the service has no call for several of them. The
 * client does not see the caller's thread: an interruption that came while it starts a
 * call would be a failure of that call to it. Thread-safe.
 */
final class SecretManagerReader implements SecretReader, AutoCloseable {

	/**
	 * What the names of all threads begin with that talk to Google.
	 */
	static final String THREADS = "gcp-secret-manager-";

	private final SecretManagerServiceClient client;

	private final Credentials credentials;

	private final SecretNames names;

	private final RetrySettings retries;

	private final Function<ProvisionContext, Duration> remaining;

	private final DetachedCalls calls = new DetachedCalls("gcp-secret-manager");

	SecretManagerReader(SecretManagerServiceClient client, Credentials credentials, SecretNames names) {
		this(client, credentials, names, SecretManagerClients.RETRIES, ProvisionContext::remaining);
	}

	/**
	 * Create a reader.
	 * @param client makes the calls
	 * @param credentials what the calls get their token for
	 * @param names names the secrets
	 * @param retries when a call is made once more
	 * @param remaining how much time a context leaves; asked anew for each step
	 */
	SecretManagerReader(SecretManagerServiceClient client, Credentials credentials, SecretNames names,
			RetrySettings retries, Function<ProvisionContext, Duration> remaining) {
		this.client = client;
		this.credentials = credentials;
		this.names = names;
		this.retries = retries;
		this.remaining = remaining;
	}

	@Override
	public Map<SecretLocation, Secret> read(Set<SecretLocation> locations, ProvisionContext context)
			throws UpstreamException, InterruptedException {
		detached(this::checkCredentials, this.remaining.apply(context), SecretManagerFailures::lateCredentials);
		Duration timeout = this.remaining.apply(context);
		return detached(() -> readAll(locations, timeout), timeout, SecretManagerFailures::late);
	}

	private <T> T detached(Callable<T> call, Duration timeout, Supplier<UpstreamException> late)
			throws UpstreamException, InterruptedException {
		try {
			return this.calls.one(call, timeout);
		}
		catch (TimeoutException ex) {
			throw late.get();
		}
		catch (ExecutionException ex) {
			throw UpstreamException.of(ex);
		}
	}

	private Map<String, List<String>> checkCredentials() throws UpstreamException {
		try {
			return this.credentials.getRequestMetadata();
		}
		catch (IOException | RuntimeException ex) {
			throw SecretManagerFailures.ofCredentials(ex);
		}
	}

	private Map<SecretLocation, Secret> readAll(Set<SecretLocation> locations, Duration timeout)
			throws UpstreamException, InterruptedException {
		HttpJsonCallContext call = HttpJsonCallContext.createDefault()
			.withRetrySettings(this.retries.toBuilder().setTotalTimeoutDuration(timeout).build());
		List<ApiFuture<Map.Entry<SecretLocation, Secret>>> reads = new ArrayList<>();
		try {
			locations.forEach((location) -> reads.add(start(location, call)));
			Map<SecretLocation, Secret> secrets = new LinkedHashMap<>();
			allOrFirstFailure(reads).get();
			for (ApiFuture<Map.Entry<SecretLocation, Secret>> read : reads) {
				secrets.put(read.get().getKey(), read.get().getValue());
			}
			return secrets;
		}
		catch (ExecutionException ex) {
			throw UpstreamException.of(ex);
		}
		finally {
			reads.forEach((read) -> read.cancel(true));
		}
	}

	// ApiFutures.allAsList logs each failure after the first
	private static CompletableFuture<Object> allOrFirstFailure(List<? extends ApiFuture<?>> reads) {
		CompletableFuture<Object> firstFailure = new CompletableFuture<>();
		CompletableFuture<?>[] successes = reads.stream()
			.map((read) -> success(read, firstFailure))
			.toArray(CompletableFuture[]::new);
		return CompletableFuture.anyOf(CompletableFuture.allOf(successes), firstFailure);
	}

	private static <T> CompletableFuture<T> success(ApiFuture<T> read, CompletableFuture<?> firstFailure) {
		CompletableFuture<T> success = new CompletableFuture<>();
		ApiFutures.addCallback(read, new ApiFutureCallback<>() {

			@Override
			public void onFailure(Throwable failure) {
				firstFailure.completeExceptionally(failure);
			}

			@Override
			public void onSuccess(T result) {
				success.complete(result);
			}

		}, Runnable::run);
		return success;
	}

	private ApiFuture<Map.Entry<SecretLocation, Secret>> start(SecretLocation location, HttpJsonCallContext call) {
		AccessSecretVersionRequest request = AccessSecretVersionRequest.newBuilder()
			.setName(this.names.version(location))
			.build();
		ApiFuture<AccessSecretVersionResponse> answer = ApiFutures.catchingAsync(
				this.client.accessSecretVersionCallable().futureCall(request, call), Throwable.class,
				(failure) -> ApiFutures.immediateFailedFuture(SecretManagerFailures.of(failure, location)),
				Runnable::run);
		return ApiFutures.transformAsync(answer,
				(response) -> ApiFutures
					.immediateFuture(Map.entry(location, SecretContent.read(response.getPayload(), location))),
				Runnable::run);
	}

	SecretNames names() {
		return this.names;
	}

	@Override
	public void close() {
		this.client.close();
	}

}

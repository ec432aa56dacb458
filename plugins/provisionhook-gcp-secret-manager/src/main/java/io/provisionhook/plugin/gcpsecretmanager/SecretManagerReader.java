package io.provisionhook.plugin.gcpsecretmanager;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

import com.google.api.core.ApiFuture;
import com.google.api.gax.httpjson.HttpJsonCallContext;
import com.google.api.gax.retrying.RetrySettings;
import com.google.auth.Credentials;
import com.google.cloud.secretmanager.v1.AccessSecretVersionRequest;
import com.google.cloud.secretmanager.v1.AccessSecretVersionResponse;
import com.google.cloud.secretmanager.v1.SecretManagerServiceClient;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.internal.mapping.Secret;
import io.provisionhook.plugin.internal.mapping.SecretLocation;
import io.provisionhook.plugin.internal.mapping.SecretReader;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.RemoteCalls;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Reads secrets at the same time, since the service has no call for several of them.
 * Thread-safe.
 */
final class SecretManagerReader implements SecretReader, AutoCloseable {

	/**
	 * What the names of all threads begin with that talk to Google.
	 */
	static final String THREADS = "gcp-secret-manager-";

	private static final int MAXIMUM_CALLS = 100;

	private final SecretManagerServiceClient client;

	private final Credentials credentials;

	private final SecretNames names;

	private final RetrySettings retries;

	private final Function<ProvisionContext, Deadline> deadlines;

	private final RemoteCalls calls = new RemoteCalls("Google Secret Manager", THREADS, MAXIMUM_CALLS);

	SecretManagerReader(SecretManagerServiceClient client, Credentials credentials, SecretNames names) {
		this(client, credentials, names, SecretManagerClients.RETRIES,
				(context) -> Deadline.within("Google Secret Manager", context.remaining()));
	}

	/**
	 * Create a reader.
	 * @param client makes the calls
	 * @param credentials what the calls get their token for
	 * @param names names the secrets
	 * @param retries when a call is made once more
	 * @param deadlines until when a workspace waits; asked anew for each step
	 */
	SecretManagerReader(SecretManagerServiceClient client, Credentials credentials, SecretNames names,
			RetrySettings retries, Function<ProvisionContext, Deadline> deadlines) {
		this.client = client;
		this.credentials = credentials;
		this.names = names;
		this.retries = retries;
		this.deadlines = deadlines;
	}

	@Override
	public Map<SecretLocation, Secret> read(Set<SecretLocation> locations, ProvisionContext context)
			throws UpstreamException, InterruptedException {
		checkCredentials(this.deadlines.apply(context));
		Deadline deadline = this.deadlines.apply(context);
		HttpJsonCallContext call = HttpJsonCallContext.createDefault()
			.withRetrySettings(this.retries.toBuilder().setTotalTimeoutDuration(deadline.remaining()).build());
		List<Callable<Map.Entry<SecretLocation, Secret>>> reads = new ArrayList<>();
		locations.forEach((location) -> reads.add(() -> Map.entry(location, read(location, call))));
		Map<SecretLocation, Secret> secrets = new HashMap<>();
		try {
			this.calls.callAll(reads, deadline).forEach((read) -> secrets.put(read.getKey(), read.getValue()));
			return secrets;
		}
		catch (RemoteFailure ex) {
			throw SecretManagerFailures.of(ex);
		}
	}

	private void checkCredentials(Deadline deadline) throws UpstreamException, InterruptedException {
		try {
			this.calls.call(this::checkCredentials, deadline);
		}
		catch (RemoteFailure ex) {
			throw SecretManagerFailures.lateCredentials();
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

	private Secret read(SecretLocation location, HttpJsonCallContext call)
			throws UpstreamException, InterruptedException {
		ApiFuture<AccessSecretVersionResponse> answer = this.client.accessSecretVersionCallable()
			.futureCall(AccessSecretVersionRequest.newBuilder().setName(this.names.version(location)).build(), call);
		try {
			return SecretContent.read(answer.get().getPayload(), location);
		}
		catch (ExecutionException ex) {
			throw SecretManagerFailures.of(ex, location);
		}
		finally {
			answer.cancel(true);
		}
	}

	SecretNames names() {
		return this.names;
	}

	@Override
	public void close() {
		this.client.close();
	}

}

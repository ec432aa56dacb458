package io.provisionhook.plugin.gcpsecretmanager;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.zip.CRC32C;

import com.google.api.core.ApiFuture;
import com.google.api.gax.httpjson.HttpJsonCallContext;
import com.google.api.gax.retrying.RetrySettings;
import com.google.auth.Credentials;
import com.google.cloud.secretmanager.v1.AccessSecretVersionRequest;
import com.google.cloud.secretmanager.v1.AccessSecretVersionResponse;
import com.google.cloud.secretmanager.v1.SecretManagerServiceClient;
import com.google.cloud.secretmanager.v1.SecretPayload;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.internal.mapping.Secret;
import io.provisionhook.plugin.internal.mapping.SecretLocation;
import io.provisionhook.plugin.internal.mapping.SecretReader;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.RemoteCalls;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Reads secrets from Google Cloud Secret Manager, one call for each and all calls at the
 * same time, since the service has no batch call. Thread-safe.
 */
final class GcpSecretReader implements SecretReader, AutoCloseable {

	/**
	 * Prefix of the names of all threads that make calls to Google.
	 */
	static final String THREADS = "gcp-secret-manager-";

	private static final int MAXIMUM_CALLS = 100;

	private final SecretManagerServiceClient client;

	private final Credentials credentials;

	private final GcpSecretNames names;

	private final RetrySettings retries;

	private final Function<ProvisionContext, Deadline> deadlines;

	private final RemoteCalls calls = new RemoteCalls("Google Secret Manager", THREADS, MAXIMUM_CALLS);

	GcpSecretReader(SecretManagerServiceClient client, Credentials credentials, GcpSecretNames names) {
		this(client, credentials, names, GcpClientFactory.RETRIES,
				(context) -> Deadline.within("Google Secret Manager", context.remaining()));
	}

	/**
	 * Create a reader.
	 * @param client the client
	 * @param credentials the credentials for the calls
	 * @param names returns the names of secrets
	 * @param retries the retry settings
	 * @param deadlines returns the deadline of a workspace; called for each step
	 */
	GcpSecretReader(SecretManagerServiceClient client, Credentials credentials, GcpSecretNames names,
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
			throw GcpFailures.of(ex);
		}
	}

	private void checkCredentials(Deadline deadline) throws UpstreamException, InterruptedException {
		try {
			this.calls.call(this::checkCredentials, deadline);
		}
		catch (RemoteFailure ex) {
			throw GcpFailures.lateCredentials();
		}
	}

	private Map<String, List<String>> checkCredentials() throws UpstreamException {
		try {
			return this.credentials.getRequestMetadata();
		}
		catch (IOException | RuntimeException ex) {
			throw GcpFailures.ofCredentials(ex);
		}
	}

	private Secret read(SecretLocation location, HttpJsonCallContext call)
			throws UpstreamException, InterruptedException {
		ApiFuture<AccessSecretVersionResponse> answer = this.client.accessSecretVersionCallable()
			.futureCall(AccessSecretVersionRequest.newBuilder().setName(this.names.version(location)).build(), call);
		try {
			return decode(answer.get().getPayload(), location);
		}
		catch (ExecutionException ex) {
			throw GcpFailures.of(ex, location);
		}
		finally {
			answer.cancel(true);
		}
	}

	private static Secret decode(SecretPayload payload, SecretLocation location) throws UpstreamException {
		if (payload.hasDataCrc32C()) {
			CRC32C sum = new CRC32C();
			sum.update(payload.getData().asReadOnlyByteBuffer());
			if (sum.getValue() != payload.getDataCrc32C()) {
				throw GcpFailures.damaged(location);
			}
		}
		try {
			return Secret.ofText(
					StandardCharsets.UTF_8.newDecoder().decode(payload.getData().asReadOnlyByteBuffer()).toString());
		}
		catch (CharacterCodingException ex) {
			throw GcpFailures.notText(location);
		}
	}

	GcpSecretNames names() {
		return this.names;
	}

	@Override
	public void close() {
		this.client.close();
	}

}

package io.provisionhook.plugin.vaultsecrets;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.vault.client.RestClientBuilder;
import org.springframework.vault.client.VaultEndpoint;
import org.springframework.vault.client.VaultHttpHeaders;
import org.springframework.vault.support.VaultToken;
import org.springframework.web.client.RestClient;

import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * Sends requests to Vault, each bound to the time of whom it is for, and ended by an
 * interruption. Thread-safe.
 */
final class VaultTransport {

	private final VaultEndpoint endpoint;

	private final TimedRequestFactory requests;

	private final RestClient client;

	/**
	 * Create a transport.
	 * @param endpoint where Vault is
	 * @param namespace the namespace of all requests, {@code null} for none
	 * @param http makes the connections
	 */
	VaultTransport(VaultEndpoint endpoint, @Nullable String namespace, HttpClient http) {
		this.endpoint = endpoint;
		this.requests = new TimedRequestFactory(http);
		// Vault Agent can be told to insist on this header, against forged requests
		RestClientBuilder builder = RestClientBuilder.builder()
			.endpoint(endpoint)
			.requestFactory(this.requests)
			.defaultHeader("X-Vault-Request", "true");
		if (namespace != null) {
			builder.defaultHeader(VaultHttpHeaders.VAULT_NAMESPACE, namespace);
		}
		this.client = builder.build();
	}

	/**
	 * Send a request.
	 * @param call the request
	 * @param token the token to send with it
	 * @param scope how much time there is
	 * @return the answer, whatever its status
	 * @throws UpstreamException if there is no answer, or none of Vault's
	 * @throws InterruptedException if the thread was interrupted
	 */
	VaultReply send(VaultCall call, VaultToken token, CallScope scope) throws UpstreamException, InterruptedException {
		return attempt(call.activity(), scope, (client) -> {
			ResponseEntity<byte[]> response = exchange(client, call, token);
			byte[] body = response.getBody();
			return VaultReply.read(call, response.getStatusCode().value(), (body != null) ? body : new byte[0]);
		});
	}

	private static ResponseEntity<byte[]> exchange(RestClient client, VaultCall call, VaultToken token) {
		RestClient.RequestBodySpec request = client.method(call.method())
			.uri(call.uriTemplate(), call.uriVariables())
			.header(VaultHttpHeaders.VAULT_TOKEN, token.getToken());
		if (call.body() != null) {
			request.body(call.body());
		}
		return request.exchangeForRequiredValue((sent, response) -> ResponseEntity.status(response.getStatusCode())
			.body(response.getBody().readAllBytes()));
	}

	/**
	 * Have somebody use the client.
	 * @param activity what for
	 * @param scope how much time there is
	 * @param use uses it
	 * @param <T> what that brings
	 * @return what that brought
	 * @throws UpstreamException if there is no answer
	 * @throws InterruptedException if the thread was interrupted
	 */
	<T> T attempt(String activity, CallScope scope, Use<T> use) throws UpstreamException, InterruptedException {
		Duration remaining = scope.remaining();
		if (remaining.isZero()) {
			throw VaultFailures.noTime(activity);
		}
		this.requests.setTime(remaining);
		try {
			return use.with(this.client);
		}
		catch (UpstreamException ex) {
			// A body that the end of the time has cut short looks complete to its reader
			throw scope.isOver() ? VaultFailures.timeout(activity) : ex;
		}
		catch (RuntimeException ex) {
			requireNoInterruption(ex);
			throw scope.isOver() ? VaultFailures.timeout(activity)
					: VaultFailures.ofCause(this.endpoint, activity, ioExceptionIn(ex));
		}
		finally {
			this.requests.setTime(null);
		}
	}

	private static void requireNoInterruption(Throwable failure) throws InterruptedException {
		boolean interrupted = Thread.interrupted();
		for (Throwable cause = failure; cause != null && !interrupted; cause = cause.getCause()) {
			interrupted = cause instanceof InterruptedException;
		}
		if (interrupted) {
			throw new InterruptedException();
		}
	}

	private static Throwable ioExceptionIn(RuntimeException failure) {
		Throwable cause = failure;
		while (cause != null && !(cause instanceof IOException)) {
			cause = cause.getCause();
		}
		return (cause != null) ? cause : failure;
	}

	/**
	 * Uses a client.
	 *
	 * @param <T> what that brings
	 */
	@FunctionalInterface
	interface Use<T> {

		/**
		 * Use the client.
		 * @param client the client, on this thread bound to the time there is
		 * @return what that brings
		 * @throws UpstreamException if Vault does not give what was asked for
		 */
		T with(RestClient client) throws UpstreamException;

	}

}

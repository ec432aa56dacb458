package io.provisionhook.plugin.vaultsecrets;

import org.jspecify.annotations.Nullable;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.vault.client.RestClientBuilder;
import org.springframework.vault.client.VaultEndpoint;
import org.springframework.vault.client.VaultHttpHeaders;
import org.springframework.vault.support.VaultToken;
import org.springframework.web.client.RestClient;

import io.provisionhook.plugin.http.JsonResponse;
import io.provisionhook.plugin.upstream.RemoteCalls;
import io.provisionhook.plugin.upstream.RemoteFailure;
import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * Sends requests to Vault, each bound to the time of whom it is for, and ended by an
 * interruption. Thread-safe.
 */
final class VaultTransport {

	static final int MAXIMUM_CALLS = 100;

	private final VaultEndpoint endpoint;

	private final RestClient client;

	private final RemoteCalls calls = new RemoteCalls("Vault", "vault-secrets-call-", MAXIMUM_CALLS);

	/**
	 * Create a transport.
	 * @param endpoint where Vault is
	 * @param namespace the namespace of all requests, {@code null} for none
	 * @param requests makes the connections
	 */
	VaultTransport(VaultEndpoint endpoint, @Nullable String namespace, ClientHttpRequestFactory requests) {
		this.endpoint = endpoint;
		// Vault Agent can be told to insist on this header, against forged requests
		RestClientBuilder builder = RestClientBuilder.builder()
			.endpoint(endpoint)
			.requestFactory(requests)
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
	JsonResponse send(VaultCall call, VaultToken token, CallScope scope)
			throws UpstreamException, InterruptedException {
		JsonResponse reply = attempt(call.activity(), scope, (client) -> JsonResponse.of(request(client, call, token)));
		if (reply.isSuccess() && reply.json() == null) {
			throw VaultFailures.malformed(call);
		}
		return reply;
	}

	private static RestClient.RequestBodySpec request(RestClient client, VaultCall call, VaultToken token) {
		RestClient.RequestBodySpec request = client.method(call.method())
			.uri(call.uriTemplate(), call.uriVariables())
			.header(VaultHttpHeaders.VAULT_TOKEN, token.getToken());
		return (call.body() != null) ? request.body(call.body()) : request;
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
		if (scope.deadline().isOver()) {
			throw VaultFailures.noTime(activity);
		}
		try {
			return this.calls.call(() -> use.with(this.client), scope.deadline());
		}
		catch (RemoteFailure ex) {
			throw VaultFailures.of(this.endpoint, activity, ex);
		}
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
		 * @param client the client
		 * @return what that brings
		 * @throws RemoteFailure if there is no answer
		 * @throws UpstreamException if Vault does not give what was asked for
		 */
		T with(RestClient client) throws RemoteFailure, UpstreamException;

	}

}

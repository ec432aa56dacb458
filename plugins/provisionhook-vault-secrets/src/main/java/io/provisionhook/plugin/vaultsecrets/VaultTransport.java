package io.provisionhook.plugin.vaultsecrets;

import org.jspecify.annotations.Nullable;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.vault.client.RestClientBuilder;
import org.springframework.vault.client.VaultEndpoint;
import org.springframework.vault.client.VaultHttpHeaders;
import org.springframework.vault.support.VaultToken;
import org.springframework.web.client.RestClient;

import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.RemoteCalls;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

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
	 * @param token the token to send with it, {@code null} for none
	 * @param scope how much time there is
	 * @return the answer, whatever its status
	 * @throws UpstreamException if there is no answer, or none of Vault's
	 * @throws InterruptedException if the thread was interrupted
	 */
	JsonResponse send(VaultCall call, @Nullable VaultToken token, CallScope scope)
			throws UpstreamException, InterruptedException {
		if (scope.deadline().isOver()) {
			throw VaultFailures.noTime(call.activity());
		}
		try {
			JsonResponse reply = this.calls.call(() -> JsonResponse.of(request(call, token)), scope.deadline());
			if (reply.isSuccess() && reply.json() == null) {
				throw VaultFailures.malformed(call);
			}
			return reply;
		}
		catch (RemoteFailure ex) {
			throw VaultFailures.of(this.endpoint, call.activity(), ex);
		}
	}

	private RestClient.RequestBodySpec request(VaultCall call, @Nullable VaultToken token) {
		RestClient.RequestBodySpec request = this.client.method(call.method())
			.uri(call.uriTemplate(), call.uriVariables());
		if (token != null) {
			request.header(VaultHttpHeaders.VAULT_TOKEN, token.getToken());
		}
		return (call.body() != null) ? request.body(call.body()) : request;
	}

}

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
 * Sends HTTP requests to Vault, with a deadline and for callers that can be interrupted.
 * Thread-safe.
 */
final class VaultTransport {

	static final int MAXIMUM_CALLS = 100;

	private final VaultEndpoint endpoint;

	private final RestClient client;

	private final RemoteCalls calls = new RemoteCalls("Vault", "vault-secrets-call-", MAXIMUM_CALLS);

	/**
	 * Create a transport.
	 * @param endpoint the address of Vault
	 * @param namespace the namespace of all requests; {@code null} for none
	 * @param requestFactory the source of HTTP requests
	 */
	VaultTransport(VaultEndpoint endpoint, @Nullable String namespace, ClientHttpRequestFactory requestFactory) {
		this.endpoint = endpoint;
		// Vault Agent can be configured to require this header, against forged requests
		RestClientBuilder builder = RestClientBuilder.builder()
			.endpoint(endpoint)
			.requestFactory(requestFactory)
			.defaultHeader("X-Vault-Request", "true");
		if (namespace != null) {
			builder.defaultHeader(VaultHttpHeaders.VAULT_NAMESPACE, namespace);
		}
		this.client = builder.build();
	}

	/**
	 * Send a request.
	 * @param request the request
	 * @param token the token; {@code null} for none
	 * @param context the context of the call
	 * @return the response, whatever its status
	 * @throws UpstreamException if there is no response, or if it is not Vault's
	 * @throws InterruptedException if the thread was interrupted
	 */
	JsonResponse send(VaultRequest request, @Nullable VaultToken token, CallContext context)
			throws UpstreamException, InterruptedException {
		if (context.deadline().isOver()) {
			throw VaultFailures.noTime(request.activity());
		}
		try {
			JsonResponse response = this.calls.call(() -> JsonResponse.of(spec(request, token)), context.deadline());
			if (response.isSuccess() && response.json() == null) {
				throw VaultFailures.malformed(request);
			}
			return response;
		}
		catch (RemoteFailure ex) {
			throw VaultFailures.of(this.endpoint, request.activity(), ex);
		}
	}

	private RestClient.RequestBodySpec spec(VaultRequest request, @Nullable VaultToken token) {
		RestClient.RequestBodySpec spec = this.client.method(request.method())
			.uri(request.uriTemplate(), request.uriVariables());
		if (token != null) {
			spec.header(VaultHttpHeaders.VAULT_TOKEN, token.getToken());
		}
		return (request.body() != null) ? spec.body(request.body()) : spec;
	}

}

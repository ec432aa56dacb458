package io.provisionhook.plugin.vaultsecrets;

import org.springframework.http.HttpStatus;
import org.springframework.vault.support.VaultToken;

import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Sends requests to Vault with the token of this host, and repeats a request with a new
 * token if the token has become invalid. Thread-safe.
 */
final class VaultClient {

	private final VaultTransport transport;

	private final VaultSession session;

	VaultClient(VaultTransport transport, VaultSession session) {
		this.transport = transport;
		this.session = session;
	}

	/**
	 * Send a request.
	 * @param request the request
	 * @param context the context of the call
	 * @return the response, whatever its status
	 * @throws UpstreamException if there is no response or no token
	 * @throws InterruptedException if the thread was interrupted
	 */
	JsonResponse send(VaultRequest request, CallContext context) throws UpstreamException, InterruptedException {
		VaultToken token = this.session.token(context);
		JsonResponse response = this.transport.send(request, token, context);
		if (response.status() == HttpStatus.FORBIDDEN.value() && isInvalid(token, context)) {
			return this.transport.send(request, this.session.replace(token, context), context);
		}
		return response;
	}

	// Vault gives the same response for an expired token and for a missing policy
	private boolean isInvalid(VaultToken token, CallContext context) throws UpstreamException, InterruptedException {
		return this.transport.send(VaultRequest.LOOKUP_SELF, token, context).status() == HttpStatus.FORBIDDEN.value();
	}

	/**
	 * Keep the token valid after the session has been closed.
	 * @see VaultSession#retainToken()
	 */
	void retainToken() {
		this.session.retainToken();
	}

}

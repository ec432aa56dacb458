package io.provisionhook.plugin.vaultsecrets;

import org.springframework.http.HttpStatus;
import org.springframework.vault.support.VaultToken;

import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Calls Vault with the token of this host, and once more with another one if Vault does
 * not know the first any more. Thread-safe.
 */
final class VaultClient {

	static final VaultCall LOOKUP_SELF = VaultCall.get("auth/token/lookup-self", "looking up the token of this host");

	private final VaultTransport transport;

	private final VaultSession session;

	VaultClient(VaultTransport transport, VaultSession session) {
		this.transport = transport;
		this.session = session;
	}

	/**
	 * Send a request.
	 * @param call the request
	 * @param scope how much time there is
	 * @return the answer, whatever its status
	 * @throws UpstreamException if there is no answer, or no token
	 * @throws InterruptedException if the thread was interrupted
	 */
	JsonResponse call(VaultCall call, CallScope scope) throws UpstreamException, InterruptedException {
		VaultToken token = this.session.token(scope);
		JsonResponse reply = this.transport.send(call, token, scope);
		if (reply.status() == HttpStatus.FORBIDDEN.value() && isInvalid(token, scope)) {
			return this.transport.send(call, this.session.replace(token, scope), scope);
		}
		return reply;
	}

	// Vault answers the same to a token that has expired and to one that lacks a policy
	private boolean isInvalid(VaultToken token, CallScope scope) throws UpstreamException, InterruptedException {
		return this.transport.send(LOOKUP_SELF, token, scope).status() == HttpStatus.FORBIDDEN.value();
	}

	/**
	 * Leave the token alone from now on.
	 * @see VaultSession#leaveTokenBehind()
	 */
	void leaveTokenBehind() {
		this.session.leaveTokenBehind();
	}

}

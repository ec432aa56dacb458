package io.provisionhook.plugin.vaultsecrets;

import org.springframework.vault.support.VaultToken;

import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Provides the token for requests. Thread-safe.
 */
interface VaultSession extends AutoCloseable {

	/**
	 * Return the current token, after a login if there is none.
	 * @param context the context of the call; receives the token as a secret
	 * @return the token
	 * @throws UpstreamException if the login fails
	 * @throws InterruptedException if the thread was interrupted
	 */
	VaultToken token(CallContext context) throws UpstreamException, InterruptedException;

	/**
	 * Replace a token that Vault does not accept any more.
	 * @param invalid the invalid token
	 * @param context the context of the call; receives the new token as a secret
	 * @return another token
	 * @throws UpstreamException if there is no other token
	 * @throws InterruptedException if the thread was interrupted
	 */
	VaultToken replace(VaultToken invalid, CallContext context) throws UpstreamException, InterruptedException;

	/**
	 * Do not revoke the token when the session is closed, as leases end with their token.
	 */
	default void retainToken() {
	}

	@Override
	default void close() {
	}

}

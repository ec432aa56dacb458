package io.provisionhook.plugin.vaultsecrets;

import org.springframework.vault.support.VaultToken;

import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Where the token comes from that requests are sent with. Thread-safe.
 */
interface VaultSession extends AutoCloseable {

	/**
	 * Return the token to use.
	 * @param scope how much time there is, and where to declare the token as a secret
	 * @return the token
	 * @throws UpstreamException if there is none
	 * @throws InterruptedException if the thread was interrupted
	 */
	VaultToken token(CallScope scope) throws UpstreamException, InterruptedException;

	/**
	 * Return another token, since Vault does not know this one any more.
	 * @param invalid the token
	 * @param scope how much time there is, and where to declare the token as a secret
	 * @return another token
	 * @throws UpstreamException if there is none
	 * @throws InterruptedException if the thread was interrupted
	 */
	VaultToken replace(VaultToken invalid, CallScope scope) throws UpstreamException, InterruptedException;

	/**
	 * Leave the token alone from now on, since something of Vault's lives only as long as
	 * the token does.
	 */
	default void leaveTokenBehind() {
	}

	@Override
	default void close() {
	}

}

package io.provisionhook.plugin.vaultsecrets;

import org.springframework.vault.support.VaultToken;

import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * A way to get a token. Thread-safe.
 */
interface VaultLogin {

	/**
	 * Get a token.
	 * @param scope how much time there is, and where to declare secrets
	 * @return the token; if Vault said how long it is valid, a
	 * {@link org.springframework.vault.authentication.LoginToken}
	 * @throws UpstreamException if Vault gives none
	 * @throws InterruptedException if the thread was interrupted
	 */
	VaultToken logIn(CallScope scope) throws UpstreamException, InterruptedException;

	/**
	 * Return whether each login brings a token of its own.
	 * @return {@code false} if it is always the same
	 */
	boolean isRepeatable();

}

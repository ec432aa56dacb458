package io.provisionhook.credential;

import java.util.Set;
import java.util.function.Predicate;

/**
 * Source of fresh credentials for running workspaces. Usually a bean of a plugin that can
 * also write the credential into environments, where it would expire.
 * <p>
 * Implementations must be thread-safe. They are called often and by many workspaces at
 * once, so they should cache valid credentials and share a fetch between concurrent
 * requests. <pre class="code">
 * &#64;Component
 * class BuildServerCredentials implements CredentialSource {
 *
 *     public String name() {
 *         return "build-server";
 *     }
 *
 *     public Set&lt;CredentialHost&gt; hosts() {
 *         return Set.of(new CredentialHost("git.example.com"));
 *     }
 *
 *     public Credential credential(CredentialRequest request) throws Exception {
 *         Token token = this.tokens.of(request.context().request().tenant());
 *         return Credential.of("token", token.value(), token.expiresAt());
 *     }
 *
 * }</pre>
 *
 * @since 0.1.0
 */
public interface CredentialSource {

	/**
	 * Return the name of this source in configuration, metrics and logs.
	 * @return the name, constant and unique
	 */
	String name();

	/**
	 * Return the hosts for which this source has credentials. An operator can assign
	 * other hosts by the {@linkplain #name() name} of this source.
	 * @return the hosts, constant; empty if the operator has to assign the hosts
	 */
	Set<CredentialHost> hosts();

	/**
	 * Return a credential.
	 * @param request the request
	 * @return the credential; a {@linkplain Credential#stale() stale} one that is still
	 * valid if no fresh one is available
	 * @throws Exception if no credential is available. The message goes to the operator's
	 * log, not to the workspace; it must not contain a secret
	 */
	Credential credential(CredentialRequest request) throws Exception;

	/**
	 * Remove a credential from the cache because the host rejected it, for example after
	 * a revocation. The next request gets a fresh one. Does nothing by default, which
	 * suits sources without a cache.
	 * <p>
	 * Untrusted workspaces can call this in a loop and share the cache. A source must
	 * therefore remove a credential only if it is the rejected one, and not earlier than
	 * 30 seconds after it was fetched. This method must not fetch a credential.
	 * @param request the request of the credential
	 * @param rejected tests whether a {@linkplain Credential#secret() secret} is the
	 * rejected one
	 * @return whether a credential was removed
	 * @throws Exception if the cached credential of the request can't be determined
	 */
	default boolean forget(CredentialRequest request, Predicate<String> rejected) throws Exception {
		return false;
	}

}

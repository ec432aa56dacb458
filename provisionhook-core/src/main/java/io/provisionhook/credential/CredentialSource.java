package io.provisionhook.credential;

import java.util.Set;
import java.util.function.Predicate;

/**
 * Has a fresh credential for a workspace whenever one is needed. A bean, as a rule of a
 * plugin that may also write the credential into environments, where it would not stay
 * fresh.
 * <p>
 * Implementations are thread-safe. They are asked often and by many workspaces at once:
 * what is still good has to be kept, and what everybody asks for to be fetched once.
 * <pre class="code">
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
	 * Return the name, by which configuration, metrics and logs know this source.
	 * @return the name, always the same, and no other source's
	 */
	String name();

	/**
	 * Return the hosts that credentials of this source are meant for. Others may be asked
	 * for by {@linkplain #name() name}, if an operator says so.
	 * @return the hosts, always the same; empty if this source is for whatever host it is
	 * configured for
	 */
	Set<CredentialHost> hosts();

	/**
	 * Return a credential.
	 * @param request what it is for
	 * @return the credential; one that is {@linkplain Credential#stale() stale} if it is
	 * still good and a fresh one can't be had
	 * @throws Exception if there is none. The message is for the operator's log, and the
	 * workspace is not shown it; it must not quote a secret
	 */
	Credential credential(CredentialRequest request) throws Exception;

	/**
	 * Forget the credential that is kept for a request, since the host did not accept it:
	 * it may have been revoked before its time. The next request gets a fresh one. Does
	 * nothing unless overridden, as suits a source that keeps nothing.
	 * <p>
	 * Workspaces that nobody trusts can ask for this in a loop, and they share what is
	 * kept. So a source forgets a credential only if it is the one that was not accepted,
	 * and no sooner than 30 seconds after it got it. It gets nothing while it forgets.
	 * @param request what the credential was for
	 * @param rejected whether a {@linkplain Credential#secret() secret} is the one that
	 * the host did not accept
	 * @return whether the credential was forgotten
	 * @throws Exception if it is not known what is kept for the request
	 */
	default boolean forget(CredentialRequest request, Predicate<String> rejected) throws Exception {
		return false;
	}

}

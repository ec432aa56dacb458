package io.provisionhook.plugin.credentialendpoint;

import java.util.Map;

import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialSource;

/**
 * Says which hosts workspaces may ask credentials for. A bean of a plugin that needs the
 * endpoint; without any there is no endpoint. Asked once, at start-up. Several are
 * merged; a host that two of them grant is an error that ends the start, as is what they
 * throw.
 * <p>
 * An auto-configuration with such a bean comes before
 * {@link CredentialAccessAutoConfiguration}. <pre class="code">
 * &#64;AutoConfiguration(before = CredentialAccessAutoConfiguration.class)
 * public final class AcmeAutoConfiguration {
 *
 *     &#64;Bean
 *     CredentialGrants acmeCredentialGrants(CredentialSources sources) {
 *         CredentialHost host = new CredentialHost("git.acme.com");
 *         return () -&gt; Map.of(host, sources.forHost(host));
 *     }
 *
 *     &#64;Bean
 *     AcmeMutator acmeMutator(CredentialAccess access) {
 *         return new AcmeMutator(access);
 *     }
 *
 * }</pre>
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CredentialGrants {

	/**
	 * Return the source that answers for each host. That it is granted does not give it
	 * to a workspace yet: that is up to {@link CredentialAccess}.
	 * @return the sources by host
	 */
	Map<CredentialHost, CredentialSource> sources();

}

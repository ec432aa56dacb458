package io.provisionhook.plugin.credentialendpoint;

import java.util.Map;

import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialSource;

/**
 * The hosts that workspaces may request credentials for, with their sources. Plugins that
 * need the endpoint define a bean of this type; without such a bean there is no endpoint.
 * Called once, at start-up. The grants of several beans are merged. The start of the
 * application fails if two beans grant the same host, or if a bean throws an exception.
 * <p>
 * An auto-configuration that defines such a bean must be ordered before
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
	 * Return the source of the credentials of each host. A workspace gets access to a
	 * granted host only by {@link CredentialAccess#issue}.
	 * @return the sources by host
	 */
	Map<CredentialHost, CredentialSource> sources();

}

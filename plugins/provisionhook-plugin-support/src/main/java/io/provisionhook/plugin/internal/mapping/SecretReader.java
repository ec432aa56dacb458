package io.provisionhook.plugin.internal.mapping;

import java.util.Map;
import java.util.Set;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Reads secrets from a store. Implemented once for each kind of store; the rest is the
 * business of a {@link MappedSecretsMutator} or a {@link MappedCredentialSource}. Has to
 * be thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SecretReader {

	/**
	 * Read secrets, as far as the store allows in one go.
	 * @param locations which ones, each of them once, in the order of the configuration
	 * @param context what is known about the workspace; {@code context.remaining()} is
	 * the time there is
	 * @return a secret for each location
	 * @throws UpstreamException if one of them can't be had; the message says which and
	 * why and quotes no secret
	 * @throws InterruptedException if the thread is interrupted, which has to end the
	 * call
	 */
	Map<SecretLocation, Secret> read(Set<SecretLocation> locations, ProvisionContext context)
			throws UpstreamException, InterruptedException;

}

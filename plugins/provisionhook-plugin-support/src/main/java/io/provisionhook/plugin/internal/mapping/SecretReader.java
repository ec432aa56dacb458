package io.provisionhook.plugin.internal.mapping;

import java.util.Map;
import java.util.Set;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Reads secrets from a store, for a {@link MappedSecretsMutator} or a
 * {@link MappedCredentialSource}. Implemented once for each kind of store. Must be
 * thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SecretReader {

	/**
	 * Read secrets, with as few calls as the store allows.
	 * @param locations distinct locations, in the order of the configuration
	 * @param context the context of the workspace; {@code context.remaining()} is the
	 * maximum time of this call
	 * @return a secret for each location
	 * @throws UpstreamException if a secret can't be read; the message names its location
	 * and quotes no secret
	 * @throws InterruptedException if the thread is interrupted, which must end the call
	 */
	Map<SecretLocation, Secret> read(Set<SecretLocation> locations, ProvisionContext context)
			throws UpstreamException, InterruptedException;

}

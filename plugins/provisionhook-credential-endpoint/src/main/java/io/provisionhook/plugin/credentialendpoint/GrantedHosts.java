package io.provisionhook.plugin.credentialendpoint;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialSource;

/**
 * The merged hosts of all {@link CredentialGrants} beans. Immutable.
 */
final class GrantedHosts {

	private final Map<CredentialHost, Grant> grants;

	private GrantedHosts(Map<CredentialHost, Grant> grants) {
		this.grants = Map.copyOf(grants);
	}

	/**
	 * Merge grants.
	 * @param beans the grants by bean name
	 * @return the merged grants
	 * @throws EndpointSetupException if two beans grant the same host
	 */
	static GrantedHosts of(Map<String, CredentialGrants> beans) {
		Map<CredentialHost, Grant> all = new HashMap<>();
		new TreeMap<>(beans).forEach((bean, grants) -> grants.sources().forEach((host, source) -> {
			Grant other = all.putIfAbsent(host, new Grant(bean, source.name(), source));
			if (other != null) {
				throw new EndpointSetupException(
						"Host '" + host + "' is granted by two beans, '" + other.bean() + "' with source '"
								+ other.sourceName() + "' and '" + bean + "' with source '" + source.name() + "'",
						"Decide which plugin gives workspaces credentials for '" + host
								+ "', and take the host out of the configuration of the other one.");
			}
		}));
		return new GrantedHosts(all);
	}

	/**
	 * Find the grant for a host.
	 * @param host the host
	 * @return the grant, if there is one
	 */
	Optional<Grant> find(CredentialHost host) {
		return Optional.ofNullable(this.grants.get(host));
	}

	/**
	 * The grant of a host.
	 *
	 * @param bean the name of the bean that grants the host
	 * @param sourceName the name of the source
	 * @param source the source
	 */
	record Grant(String bean, String sourceName, CredentialSource source) {
	}

}

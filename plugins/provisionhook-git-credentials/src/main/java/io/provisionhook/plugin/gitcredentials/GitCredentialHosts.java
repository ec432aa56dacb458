package io.provisionhook.plugin.gitcredentials;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * The hosts that git gets credentials for, in the order of the configuration.
 * Thread-safe. Closes the sources that were created for them.
 */
final class GitCredentialHosts implements AutoCloseable {

	private final List<GitCredentialHost> hosts;

	GitCredentialHosts(List<GitCredentialHost> hosts) {
		this.hosts = List.copyOf(hosts);
	}

	List<GitCredentialHost> all() {
		return this.hosts;
	}

	/**
	 * Return the health of the servers that issue tokens.
	 * @return the health by the name of the source
	 */
	Map<String, UpstreamHealth> health() {
		Map<String, UpstreamHealth> health = new LinkedHashMap<>();
		for (GitCredentialHost host : this.hosts) {
			if (host.source() instanceof OAuthCredentialSource source) {
				health.put(source.name(), source.health());
			}
		}
		return health;
	}

	@Override
	public void close() {
		for (GitCredentialHost host : this.hosts) {
			if (host.source() instanceof OAuthCredentialSource source) {
				source.close();
			}
		}
	}

}

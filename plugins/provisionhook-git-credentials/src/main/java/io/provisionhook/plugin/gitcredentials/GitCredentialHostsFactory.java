package io.provisionhook.plugin.gitcredentials;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialSource;
import io.provisionhook.credential.CredentialSourceException;
import io.provisionhook.credential.CredentialSources;
import io.provisionhook.plugin.internal.http.Endpoint;

/**
 * Checks the list of hosts and makes their sources.
 */
final class GitCredentialHostsFactory {

	private static final Property HOSTS = new Property(GitCredentialsProperties.PREFIX + ".hosts");

	private static final Set<String> PROTOCOLS = Set.of("https", "http");

	private final CredentialSources sources;

	private final SourceTools tools;

	/**
	 * Create a factory.
	 * @param sources the sources that hosts may name
	 * @param tools what other sources are made with
	 */
	GitCredentialHostsFactory(CredentialSources sources, SourceTools tools) {
		this.sources = sources;
		this.tools = tools;
	}

	/**
	 * Create the hosts.
	 * @param properties the list of them
	 * @return the hosts
	 * @throws io.provisionhook.plugin.internal.configuration.PluginConfigurationException
	 * if a property is wrong
	 */
	GitCredentialHosts create(GitCredentialsProperties properties) {
		Endpoint.requireTimeout(this.tools.timeout(), GitCredentialsProperties.PREFIX + ".request-timeout");
		if (properties.hosts().isEmpty()) {
			throw HOSTS.mistake("it is empty", "Name a host, such as github.com.");
		}
		List<GitCredentialHost> hosts = new ArrayList<>();
		Map<String, Property> known = new TreeMap<>();
		for (int i = 0; i < properties.hosts().size(); i++) {
			Property property = Property.ofHost(i);
			HostProperties host = properties.hosts().get(i);
			GitCredentialHost created = create(property, host);
			Property other = known.putIfAbsent(created.host().value(), property);
			if (other != null) {
				throw property.child("host")
					.mistake("'" + created.host() + "' is the host of " + other + ", too",
							"Remove one of them, or correct the host.");
			}
			hosts.add(created);
		}
		return new GitCredentialHosts(hosts);
	}

	private GitCredentialHost create(Property property, HostProperties properties) {
		if (!PROTOCOLS.contains(properties.protocol())) {
			throw property.child("protocol").mistake("it is neither https nor http", "Use https, or remove it.");
		}
		HostEntry entry = new HostEntry(property,
				host(property.child("host"), properties.protocol(), properties.host()), properties.sslBundle());
		if (properties.tenants().stream().anyMatch((tenant) -> !StringUtils.hasText(tenant))) {
			throw property.child("tenants")
				.mistake("it has a tenant without a name",
						"Name the tenant, or remove the property if all tenants are" + " to get credentials.");
		}
		return new GitCredentialHost(entry.host(), properties.protocol(), Set.copyOf(properties.tenants()),
				source(entry, properties));
	}

	private static CredentialHost host(Property property, String protocol, @Nullable String host) {
		String action = "Set it to the host of the repositories, such as github.com or git.example.com:8443.";
		try {
			return CredentialHost.of(protocol, property.require(host, action));
		}
		catch (IllegalArgumentException ex) {
			throw property.mistake("'" + host + "' is no host", action);
		}
	}

	private CredentialSource source(HostEntry entry, HostProperties properties) {
		Map<String, CredentialSource> ways = new TreeMap<>();
		CredentialSource token = TokenSources.of(entry, properties, this.tools);
		if (token != null) {
			ways.put("a token", token);
		}
		if (properties.gitlab() != null) {
			ways.put("'gitlab'", TokenSources.ofGitLab(entry, properties.gitlab(), this.tools));
		}
		if (properties.bitbucket() != null) {
			ways.put("'bitbucket'", new BitbucketSources(entry, this.tools).of(properties.bitbucket()));
		}
		if (StringUtils.hasText(properties.source()) || ways.isEmpty()) {
			ways.put("'source'", named(entry, properties.source()));
		}
		if (ways.size() > 1) {
			throw entry.property()
				.mistake("it has " + String.join(" and ", ways.keySet()),
						"Choose one way to get the credentials of a host.");
		}
		return ways.values().iterator().next();
	}

	private CredentialSource named(HostEntry entry, @Nullable String name) {
		try {
			return StringUtils.hasText(name) ? this.sources.named(name) : this.sources.forHost(entry.host());
		}
		catch (CredentialSourceException ex) {
			String problem = String.valueOf(ex.getMessage());
			throw entry.child("source")
				.mistake(Character.toLowerCase(problem.charAt(0)) + problem.substring(1),
						"Set it to the name of a source, or give the host a token, a 'gitlab' or a 'bitbucket'.");
		}
	}

}

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
 * Creates the configured hosts and their sources from the properties.
 */
final class GitCredentialHostsFactory {

	private static final PropertyPath HOSTS = new PropertyPath(GitCredentialsProperties.PREFIX + ".hosts");

	// User name for hosts that identify the user by the token
	private static final String ANY_USERNAME = "git";

	// According to its documentation, GitLab requires this name for OAuth tokens only
	private static final String GITLAB_USERNAME = "oauth2";

	private static final Set<String> PROTOCOLS = Set.of("https", "http");

	private final CredentialSources sources;

	private final SourceDependencies dependencies;

	/**
	 * Create a factory.
	 * @param sources the sources that hosts may refer to
	 * @param dependencies the dependencies of other sources
	 */
	GitCredentialHostsFactory(CredentialSources sources, SourceDependencies dependencies) {
		this.sources = sources;
		this.dependencies = dependencies;
	}

	/**
	 * Create the hosts.
	 * @param properties the properties
	 * @return the hosts
	 * @throws io.provisionhook.plugin.internal.configuration.PluginConfigurationException
	 * if a property is invalid
	 */
	GitCredentialHosts create(GitCredentialsProperties properties) {
		Endpoint.requireTimeout(this.dependencies.timeout(), GitCredentialsProperties.PREFIX + ".request-timeout");
		if (properties.hosts().isEmpty()) {
			throw HOSTS.invalid("it is empty", "Name a host, such as github.com.");
		}
		List<GitCredentialHost> hosts = new ArrayList<>();
		Map<String, PropertyPath> known = new TreeMap<>();
		for (int i = 0; i < properties.hosts().size(); i++) {
			PropertyPath property = PropertyPath.ofHost(i);
			GitCredentialsProperties.Host host = properties.hosts().get(i);
			GitCredentialHost created = create(property, host);
			PropertyPath other = known.putIfAbsent(created.host().value(), property);
			if (other != null) {
				throw property.child("host")
					.invalid("'" + created.host() + "' is the host of " + other + ", too",
							"Remove one of them, or correct the host.");
			}
			hosts.add(created);
		}
		return new GitCredentialHosts(hosts);
	}

	private GitCredentialHost create(PropertyPath property, GitCredentialsProperties.Host properties) {
		if (!PROTOCOLS.contains(properties.protocol())) {
			throw property.child("protocol").invalid("it is neither https nor http", "Use https, or remove it.");
		}
		HostEntry entry = new HostEntry(property,
				host(property.child("host"), properties.protocol(), properties.host()), properties.sslBundle());
		if (properties.tenants().stream().anyMatch((tenant) -> !StringUtils.hasText(tenant))) {
			throw property.child("tenants")
				.invalid("it has a tenant without a name",
						"Name the tenant, or remove the property if all tenants are to get credentials.");
		}
		return new GitCredentialHost(entry.host(), properties.protocol(), Set.copyOf(properties.tenants()),
				source(entry, properties));
	}

	private static CredentialHost host(PropertyPath property, String protocol, @Nullable String host) {
		String action = "Set it to the host of the repositories, such as github.com or git.example.com:8443.";
		try {
			return CredentialHost.of(protocol, property.require(host, action));
		}
		catch (IllegalArgumentException ex) {
			throw property.invalid("'" + host + "' is not a host", action);
		}
	}

	private CredentialSource source(HostEntry entry, GitCredentialsProperties.Host properties) {
		Map<String, CredentialSource> sources = new TreeMap<>();
		CredentialSource token = tokenSource(entry, properties);
		if (token != null) {
			sources.put("a token", token);
		}
		if (properties.gitlab() != null) {
			sources.put("'gitlab'", gitLabSource(entry, properties.gitlab()));
		}
		if (properties.bitbucket() != null) {
			sources.put("'bitbucket'",
					new BitbucketSourceFactory(entry, this.dependencies).create(properties.bitbucket()));
		}
		if (StringUtils.hasText(properties.source()) || sources.isEmpty()) {
			sources.put("'source'", namedSource(entry, properties.source()));
		}
		if (sources.size() > 1) {
			throw entry.property()
				.invalid("it has " + String.join(" and ", sources.keySet()),
						"Set exactly one source of credentials for a host.");
		}
		return sources.values().iterator().next();
	}

	private @Nullable CredentialSource tokenSource(HostEntry entry, GitCredentialsProperties.Host properties) {
		SecretProperty token = new SecretProperty(entry.property(), entry.host().value())
			.text("token", properties.token())
			.file("token-file", properties.tokenFile())
			.secret("token-secret", properties.tokenSecret(), this.dependencies.secretSources());
		boolean named = StringUtils.hasText(properties.username());
		if (token.chosen() == null) {
			if (named) {
				throw entry.child("username")
					.invalid("it is set although there is no token",
							"Set 'token', 'token-file' or 'token-secret' beside it, or remove it.");
			}
			return null;
		}
		return new ConfiguredCredentialSource(
				SourceIdentity.of("token", entry.host(), username(properties.username(), entry.child("username"))),
				token.get());
	}

	private CredentialSource gitLabSource(HostEntry entry, GitCredentialsProperties.GitLab properties) {
		ConfiguredSecret token = new SecretProperty(entry.child("gitlab"), "GitLab").text("token", properties.token())
			.file("token-file", properties.tokenFile())
			.secret("token-secret", properties.tokenSecret(), this.dependencies.secretSources())
			.get();
		return new ConfiguredCredentialSource(SourceIdentity.of("gitlab", entry.host(), GITLAB_USERNAME), token);
	}

	/**
	 * Return the user name of a token.
	 * @param username the configured name, if there is one
	 * @param property the property with the name
	 * @return the configured name, or one for hosts that identify the user by the token
	 */
	static String username(@Nullable String username, PropertyPath property) {
		if (!StringUtils.hasText(username)) {
			return ANY_USERNAME;
		}
		if (!ConfiguredSecret.isOneLine(username)) {
			throw property.invalid("it has a line break or another control character", "Set it to one line.");
		}
		return username;
	}

	private CredentialSource namedSource(HostEntry entry, @Nullable String name) {
		try {
			return StringUtils.hasText(name) ? this.sources.named(name) : this.sources.forHost(entry.host());
		}
		catch (CredentialSourceException ex) {
			String problem = String.valueOf(ex.getMessage());
			throw entry.child("source")
				.invalid(Character.toLowerCase(problem.charAt(0)) + problem.substring(1),
						"Set it to the name of a source, or give the host a token, a 'gitlab' or a 'bitbucket'.");
		}
	}

}

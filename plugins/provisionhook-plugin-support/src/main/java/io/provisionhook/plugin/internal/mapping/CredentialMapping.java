package io.provisionhook.plugin.internal.mapping;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * Maps hosts to the secrets of their credentials. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class CredentialMapping {

	// GitLab, Gitea and others accept any name, since the token identifies the user
	private static final String USERNAME = "git";

	private final String property;

	private final Map<CredentialHost, Entry> hosts;

	private CredentialMapping(String property, Map<CredentialHost, Entry> hosts) {
		this.property = property;
		this.hosts = Map.copyOf(hosts);
	}

	/**
	 * Parse a mapping.
	 * @param property the full name of the property, for example
	 * {@code provisionhook.vault-secrets.hosts}
	 * @param entries the entries of the property
	 * @param referenceRules rules of the store for a reference; throws an
	 * {@link IllegalArgumentException} with a message for the operator
	 * @return the mapping
	 * @throws PluginConfigurationException if an entry is invalid
	 */
	public static CredentialMapping parse(String property, List<HostCredentialProperties> entries,
			Consumer<SecretReference> referenceRules) {
		Map<CredentialHost, Entry> hosts = new LinkedHashMap<>();
		for (int i = 0; i < entries.size(); i++) {
			String entry = property + "[" + i + "].";
			CredentialHost host = host(entry + "host", entries.get(i).host());
			if (hosts.putIfAbsent(host, credential(entry, entries.get(i), referenceRules)) != null) {
				throw new PluginConfigurationException(entry + "host", "'" + host + "' is configured twice",
						"Remove one of the two.");
			}
		}
		return new CredentialMapping(property, hosts);
	}

	private static CredentialHost host(String property, @Nullable String text) {
		try {
			return CredentialHost.of("https", require(property, text));
		}
		catch (IllegalArgumentException ex) {
			throw new PluginConfigurationException(property, "'" + text + "' is not a host",
					"Write it as in the URLs that it is for, such as github.com or git.example.com:8443.", ex);
		}
	}

	private static Entry credential(String entry, HostCredentialProperties properties,
			Consumer<SecretReference> rules) {
		SecretReference secret = SecretMapping.reference(entry + "secret",
				require(entry + "secret", properties.secret()), rules);
		String usernameSecret = properties.usernameSecret();
		if (!StringUtils.hasText(usernameSecret)) {
			return new Entry(username(entry + "username", properties.username()), null, secret);
		}
		if (StringUtils.hasText(properties.username())) {
			throw new PluginConfigurationException(entry + "username-secret",
					"it is set, but '" + entry + "username' is too", "Remove one of the two.");
		}
		return new Entry(USERNAME, SecretMapping.reference(entry + "username-secret", usernameSecret, rules), secret);
	}

	private static String username(String property, @Nullable String text) {
		String username = StringUtils.hasText(text) ? text : USERNAME;
		try {
			return Credential.of(username, "any", null).username();
		}
		catch (IllegalArgumentException ex) {
			throw new PluginConfigurationException(property, "it has control characters, such as a line break",
					"Correct the user name.", ex);
		}
	}

	private static String require(String property, @Nullable String text) {
		if (!StringUtils.hasText(text)) {
			throw new PluginConfigurationException(property, "it is not set", "Set it, or remove the entry.");
		}
		return text;
	}

	String property() {
		return this.property;
	}

	Set<CredentialHost> hosts() {
		return this.hosts.keySet();
	}

	/**
	 * Return the entry of a host.
	 * @param host the host
	 * @return the entry; {@code null} if there is none
	 */
	@Nullable Entry entry(CredentialHost host) {
		return this.hosts.get(host);
	}

	/**
	 * References for the credential of a host. Immutable.
	 *
	 * @param username the user name, if it is not in the store
	 * @param usernameSecret the reference to the user name; {@code null} if it is not in
	 * the store
	 * @param secret the reference to the token or password
	 */
	record Entry(String username, @Nullable SecretReference usernameSecret, SecretReference secret) {
	}

}

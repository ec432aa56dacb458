package io.provisionhook.plugin.gcpsecretmanager;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.mapping.SecretLocation;
import io.provisionhook.plugin.internal.mapping.SecretReference;

/**
 * Resource names of secrets at Google.
 *
 * @param project the default project; {@code null} if there is none
 * @param location the location of all secrets; {@code null} if they are global
 */
record GcpSecretNames(@Nullable String project, @Nullable String location) {

	private static final String VERSION = "version";

	private static final String LATEST = "latest";

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

	private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]+");

	private static final Pattern FULL = Pattern
		.compile("projects/[a-z0-9.:-]+(?:/locations/([a-z0-9-]+))?/secrets/[A-Za-z0-9_-]+");

	/**
	 * Check a reference.
	 * @param reference the reference
	 * @throws IllegalArgumentException if it is invalid; the message is meant for the
	 * operator
	 * @throws PluginConfigurationException if it needs the default project and there is
	 * none
	 */
	void check(SecretReference reference) {
		Set<String> unknown = new TreeSet<>(reference.parameters().keySet());
		unknown.remove(VERSION);
		if (!unknown.isEmpty()) {
			throw new IllegalArgumentException(
					"unknown parameter '" + unknown.iterator().next() + "'; there is 'version'");
		}
		String version = reference.parameters().getOrDefault(VERSION, LATEST);
		if (!ID.matcher(version).matches()) {
			throw new IllegalArgumentException("'" + version + "' is neither the number of a version nor an alias");
		}
		String path = reference.path().toString();
		String sample = PLACEHOLDER.matcher(path).replaceAll("x");
		if (isFull(path)) {
			checkFull(path, sample);
		}
		else if (!ID.matcher(sample).matches()) {
			throw new IllegalArgumentException("'" + path + "' can't be the name of a secret; only letters, digits, _"
					+ " and - can be in one, unless it is projects/<project>/secrets/<secret>");
		}
		else if (this.project == null) {
			throw new PluginConfigurationException(GcpSecretManagerProperties.PREFIX + ".project",
					"it is not set, and neither the environment nor the credentials name a project",
					"Set the property, or name the project in each reference: projects/<project>/secrets/<secret>.");
		}
	}

	private void checkFull(String path, String sample) {
		Matcher parts = FULL.matcher(sample);
		if (!parts.matches()) {
			throw new IllegalArgumentException(
					"'" + path + "' is not of the form projects/<project>/secrets/<secret>, with /locations/<location>"
							+ " in between if the secret is regional; a version goes behind it, as ?version=1");
		}
		if (!Objects.equals(parts.group(1), this.location)) {
			throw new IllegalArgumentException("'" + path + "' is not where secrets are read from, which "
					+ ((this.location != null) ? "is location " + this.location : "has no location") + "; see "
					+ GcpSecretManagerProperties.PREFIX + ".location");
		}
	}

	/**
	 * Return the resource name of a version of a secret.
	 * @param secret the location of the secret
	 * @return the full name
	 */
	String version(SecretLocation secret) {
		String version = secret.parameter(VERSION);
		return (isFull(secret.path()) ? secret.path() : parent() + "/secrets/" + secret.path()) + "/versions/"
				+ ((version != null) ? version : LATEST);
	}

	private String parent() {
		return "projects/" + this.project + ((this.location != null) ? "/locations/" + this.location : "");
	}

	static boolean isFull(String path) {
		return path.indexOf('/') >= 0;
	}

}

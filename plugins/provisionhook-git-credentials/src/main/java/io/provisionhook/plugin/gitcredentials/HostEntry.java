package io.provisionhook.plugin.gitcredentials;

import org.jspecify.annotations.Nullable;

import io.provisionhook.credential.CredentialHost;
import io.provisionhook.plugin.internal.configuration.ConfiguredUrl;
import io.provisionhook.plugin.internal.http.Endpoint;

/**
 * An entry of the list of hosts whose source is being created.
 *
 * @param property the path of the entry
 * @param host the host
 * @param sslBundle the name of the SSL bundle; {@code null} if there is none
 */
record HostEntry(PropertyPath property, CredentialHost host, @Nullable String sslBundle) {

	PropertyPath child(String name) {
		return this.property.child(name);
	}

	/**
	 * Create the endpoint of a server.
	 * @param system the prefix of error messages
	 * @param url the URL
	 * @param urlProperty the property with the URL
	 * @param dependencies the dependencies of sources
	 * @return the endpoint
	 */
	Endpoint endpoint(String system, String url, PropertyPath urlProperty, SourceDependencies dependencies) {
		String base = ConfiguredUrl.parse(url, urlProperty.name(), "Use a URL such as https://gitlab.example.com.")
			.toString();
		return new Endpoint(system, base, dependencies.timeout(), urlProperty.name(), child("ssl-bundle").name());
	}

}

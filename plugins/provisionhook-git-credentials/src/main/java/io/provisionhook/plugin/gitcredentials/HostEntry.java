package io.provisionhook.plugin.gitcredentials;

import org.jspecify.annotations.Nullable;

import io.provisionhook.credential.CredentialHost;
import io.provisionhook.plugin.internal.configuration.ConfiguredUrl;
import io.provisionhook.plugin.internal.http.Endpoint;

/**
 * An entry of the list of hosts, while its source is made.
 *
 * @param property the property of the entry
 * @param host the host
 * @param sslBundle the certificates to trust
 */
record HostEntry(Property property, CredentialHost host, @Nullable String sslBundle) {

	Property child(String name) {
		return this.property.child(name);
	}

	/**
	 * Return where calls go.
	 * @param system what messages begin with
	 * @param url the URL
	 * @param urlProperty where it comes from
	 * @param tools what calls are made with
	 * @return the endpoint
	 */
	Endpoint endpoint(String system, String url, Property urlProperty, SourceTools tools) {
		String base = ConfiguredUrl.parse(url, urlProperty.name(), "Use a URL such as https://gitlab.example.com.")
			.toString();
		return new Endpoint(system, base, tools.timeout(), urlProperty.name(), child("ssl-bundle").name());
	}

}

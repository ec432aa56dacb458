package io.provisionhook.plugin.http;

import java.time.Duration;
import java.util.Objects;

/**
 * Where calls to a remote system go, and what messages about them name. Immutable.
 *
 * @param system what messages call the system, such as GitHub
 * @param url the URL, to which paths are appended
 * @param timeout the time after which a call is given up
 * @param urlProperty the property that has the URL
 * @param sslBundleProperty the property that has the certificates to trust
 * @since 0.1.0
 */
public record Endpoint(String system, String url, Duration timeout, String urlProperty, String sslBundleProperty) {

	/**
	 * Create an endpoint.
	 */
	public Endpoint {
		Objects.requireNonNull(system, "'system' must not be null");
		Objects.requireNonNull(url, "'url' must not be null");
		Objects.requireNonNull(timeout, "'timeout' must not be null");
		Objects.requireNonNull(urlProperty, "'urlProperty' must not be null");
		Objects.requireNonNull(sslBundleProperty, "'sslBundleProperty' must not be null");
	}

}

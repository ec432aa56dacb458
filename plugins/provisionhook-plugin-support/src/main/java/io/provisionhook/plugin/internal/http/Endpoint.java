package io.provisionhook.plugin.internal.http;

import java.time.Duration;
import java.util.Objects;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Base URL of a remote system, and the names for error messages. Immutable.
 *
 * @param system name of the system in messages, such as GitHub
 * @param url the base URL, to which paths are appended
 * @param timeout maximum time of a call
 * @param urlProperty the property with the URL
 * @param sslBundleProperty the property with the SSL bundle
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

	/**
	 * Require a timeout to be long enough for a call.
	 * @param timeout the timeout
	 * @param property the property with the timeout
	 * @throws PluginConfigurationException if it is too short
	 */
	public static void requireTimeout(Duration timeout, String property) {
		if (timeout.toMillis() < 2) {
			throw new PluginConfigurationException(property, "it is too short for a request",
					"Set it to a few seconds, such as 5s.");
		}
	}

	/**
	 * Create an exception for an error status that is the fault of the system.
	 * @param response the response
	 * @param action the action for the operator, a clause
	 * @return the exception
	 */
	public UpstreamException errorStatus(JsonResponse response, String action) {
		return exception(this.url + " answered with status " + response.status(), action);
	}

	/**
	 * Create an exception for a call without a response.
	 * @param failure the failure of the call
	 * @return the exception, without a cause
	 */
	public UpstreamException failure(RemoteFailure failure) {
		String checkNetwork = "check '" + this.urlProperty + "', firewalls and proxies";
		return switch (failure.reason()) {
			case NO_ANSWER_IN_TIME ->
				exception(this.url + " did not answer within " + this.timeout.toMillis() + " ms", checkNetwork);
			case NO_CONNECTION_IN_TIME, UNKNOWN_HOST, NO_CONNECTION ->
				exception(this.url + " can't be reached: " + failure.reason().text(), checkNetwork);
			case UNTRUSTED -> exception("the certificate of " + this.url + " is not trusted",
					"name a bundle with the certificate of its authority in '" + this.sslBundleProperty + "'");
			case NO_TLS -> exception("there is no TLS connection to " + this.url, checkNetwork);
			case TOO_LARGE ->
				exception("the answer of " + this.url + " is too large to be " + this.system + "'s", checkNetwork);
			case BROKEN, UNREADABLE -> exception("the connection to " + this.url + " broke", checkNetwork);
		};
	}

	private UpstreamException exception(String problem, String action) {
		return UpstreamException.ofSystem(this.system + ": " + problem + "; " + action, null);
	}

}

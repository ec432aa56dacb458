package io.provisionhook.plugin.internal.http;

import java.time.Duration;
import java.util.Objects;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

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

	/**
	 * Check a timeout.
	 * @param timeout the timeout
	 * @param property the property that has it
	 * @throws PluginConfigurationException if no call would be answered in that time
	 */
	public static void requireTimeout(Duration timeout, String property) {
		if (timeout.toMillis() < 2) {
			throw new PluginConfigurationException(property, "it is no time in which a request could be answered",
					"Set it to a few seconds, such as 5s.");
		}
	}

	/**
	 * Describe an answer of a system that is not well.
	 * @param response the answer
	 * @param action what to do about it, a clause
	 * @return the exception
	 */
	public UpstreamException unwell(JsonResponse response, String action) {
		return exception(this.url + " answered with status " + response.status(), action);
	}

	/**
	 * Describe why there was no answer.
	 * @param failure the failure
	 * @return the exception, without a cause
	 */
	public UpstreamException failure(RemoteFailure failure) {
		String checkTheWay = "check '" + this.urlProperty + "', firewalls and proxies";
		return switch (failure.reason()) {
			case NO_ANSWER_IN_TIME ->
				exception(this.url + " did not answer within " + this.timeout.toMillis() + " ms", checkTheWay);
			case NO_CONNECTION_IN_TIME, UNKNOWN_HOST, NO_CONNECTION ->
				exception(this.url + " can't be reached: " + failure.reason().text(), checkTheWay);
			case UNTRUSTED -> exception("the certificate of " + this.url + " is not trusted",
					"name a bundle with the certificate of its authority in '" + this.sslBundleProperty + "'");
			case NO_TLS -> exception("there is no TLS connection to " + this.url, checkTheWay);
			case TOO_LARGE ->
				exception("the answer of " + this.url + " is too large to be " + this.system + "'s", checkTheWay);
			case BROKEN, UNREADABLE -> exception("the connection to " + this.url + " broke", checkTheWay);
		};
	}

	private UpstreamException exception(String problem, String action) {
		return UpstreamException.ofSystem(this.system + ": " + problem + "; " + action, null);
	}

}

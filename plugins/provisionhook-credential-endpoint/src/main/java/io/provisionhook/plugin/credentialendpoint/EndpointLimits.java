package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * How much the endpoint takes upon itself.
 *
 * @param timeout the time in which a credential has to be there
 * @param requestsPerMinute the number of requests of one workspace in a minute
 * @param concurrentRequests the number of requests at a time
 * @param bodySize the number of bytes of the largest body
 */
record EndpointLimits(Duration timeout, int requestsPerMinute, int concurrentRequests, int bodySize) {

	/**
	 * The time that a body has to come, which is a few hundred bytes.
	 */
	static final Duration BODY_TIMEOUT = Duration.ofSeconds(5);

	private static final int LARGEST_BODY = 1024 * 1024;

	/**
	 * Read the limits.
	 * @param properties the properties
	 * @return the limits
	 * @throws PluginConfigurationException if nobody could keep to one
	 */
	static EndpointLimits of(CredentialEndpointProperties properties) {
		requirePositive("timeout", properties.timeout());
		requirePositive("token-lifetime", properties.tokenLifetime());
		requireOneAtLeast("requests-per-minute", properties.requestsPerMinute());
		requireOneAtLeast("max-concurrent-requests", properties.maxConcurrentRequests());
		long bodySize = properties.maxBodySize().toBytes();
		if (bodySize < 1 || bodySize > LARGEST_BODY) {
			throw problem("max-body-size", "it is not between 1B and 1MB", "Set it to a size such as 4KB.");
		}
		return new EndpointLimits(properties.timeout(), properties.requestsPerMinute(),
				properties.maxConcurrentRequests(), (int) bodySize);
	}

	private static void requirePositive(String property, Duration value) {
		if (value.isZero() || value.isNegative()) {
			throw problem(property, "it is no time at all", "Set it to a time such as 20s or 30d.");
		}
	}

	private static void requireOneAtLeast(String property, int value) {
		if (value < 1) {
			throw problem(property, "it is less than 1, so that nothing could be asked for",
					"Set it to a number that is larger than what workspaces need.");
		}
	}

	private static PluginConfigurationException problem(String property, String problem, String action) {
		return new PluginConfigurationException(CredentialEndpointProperties.named(property), problem, action);
	}

}

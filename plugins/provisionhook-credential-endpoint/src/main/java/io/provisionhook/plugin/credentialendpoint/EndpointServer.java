package io.provisionhook.plugin.credentialendpoint;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Which web server the endpoint belongs to.
 */
enum EndpointServer {

	/**
	 * The server of the application.
	 */
	MAIN,

	/**
	 * The server of the management port, which is another one.
	 */
	MANAGEMENT,

	/**
	 * The server of the management port, which is not there.
	 */
	MISSING;

	private static final String ACTUATOR = "org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType";

	/**
	 * Find out which server it is. A management port that is the main one is as good for
	 * this endpoint as it is for those of the actuator.
	 * @param environment the properties
	 * @param classLoader what knows whether there is an actuator
	 * @return the server
	 */
	static EndpointServer of(Environment environment, @Nullable ClassLoader classLoader) {
		if (!environment.getProperty(CredentialEndpointProperties.MANAGEMENT_PORT, Boolean.class, false)) {
			return MAIN;
		}
		return ClassUtils.isPresent(ACTUATOR, classLoader) ? Actuator.server(environment) : MISSING;
	}

	/**
	 * What can be loaded only if there is an actuator.
	 */
	private static final class Actuator {

		static EndpointServer server(Environment environment) {
			return switch (ManagementPortType.get(environment)) {
				case SAME -> MAIN;
				case DIFFERENT -> MANAGEMENT;
				case DISABLED -> MISSING;
			};
		}

	}

}

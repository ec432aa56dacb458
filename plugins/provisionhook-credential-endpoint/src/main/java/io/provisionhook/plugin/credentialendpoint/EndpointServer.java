package io.provisionhook.plugin.credentialendpoint;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;

/**
 * Web servers that the endpoint can be on.
 */
enum EndpointServer {

	/**
	 * The server of the application.
	 */
	MAIN,

	/**
	 * The separate server of the management port.
	 */
	MANAGEMENT,

	/**
	 * The server of the management port, but the application has none.
	 */
	MISSING;

	private static final String ACTUATOR = "org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType";

	/**
	 * Return the configured server. It is the main one if that has the management port
	 * too.
	 * @param environment the environment
	 * @param classLoader the class loader that may have an actuator
	 * @return the server
	 */
	static EndpointServer of(Environment environment, @Nullable ClassLoader classLoader) {
		if (!environment.getProperty(CredentialEndpointProperties.MANAGEMENT_PORT, Boolean.class, false)) {
			return MAIN;
		}
		return ClassUtils.isPresent(ACTUATOR, classLoader) ? Actuator.server(environment) : MISSING;
	}

	/**
	 * Return the address at which this machine reaches the server.
	 * @param environment the environment
	 * @return the address that the server is bound to, or a loopback address if it is
	 * bound to all addresses
	 */
	InetAddress address(Environment environment) {
		String property = (this == MANAGEMENT) ? "management.server.address" : "server.address";
		InetAddress bound = Binder.get(environment).bind(property, InetAddress.class).orElse(null);
		try {
			if (bound == null || bound.isAnyLocalAddress()) {
				return InetAddress.getByName((bound instanceof Inet6Address) ? "::1" : "127.0.0.1");
			}
			return bound;
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("A literal address needs no lookup", ex);
		}
	}

	/**
	 * Uses classes of the actuator, so it is loaded only if there is one.
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

	/**
	 * Matches if the endpoint is on a particular server.
	 */
	abstract static class OnServer extends SpringBootCondition {

		private final EndpointServer wanted;

		OnServer(EndpointServer wanted) {
			this.wanted = wanted;
		}

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			EndpointServer server = EndpointServer.of(context.getEnvironment(), context.getClassLoader());
			return new ConditionOutcome(server == this.wanted,
					ConditionMessage.forCondition("Server of the credential endpoint").found("server").items(server));
		}

	}

	/**
	 * Matches if the endpoint is on the main server.
	 */
	static final class OnMain extends OnServer {

		OnMain() {
			super(MAIN);
		}

	}

	/**
	 * Matches if the endpoint is on a separate management port.
	 */
	static final class OnManagement extends OnServer {

		OnManagement() {
			super(MANAGEMENT);
		}

	}

	/**
	 * Matches if the endpoint is to be on a management port and there is none.
	 */
	static final class OnMissing extends OnServer {

		OnMissing() {
			super(MISSING);
		}

	}

}

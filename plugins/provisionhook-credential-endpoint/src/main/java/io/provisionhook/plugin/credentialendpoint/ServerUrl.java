package io.provisionhook.plugin.credentialendpoint;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Finds out under which URL the web server can be reached on this machine.
 */
final class ServerUrl implements ApplicationListener<WebServerInitializedEvent> {

	private static final String MANAGEMENT = "management";

	private final EndpointUrl url;

	private final EndpointServer server;

	ServerUrl(EndpointUrl url, EndpointServer server) {
		this.url = url;
		this.server = server;
	}

	@Override
	public void onApplicationEvent(WebServerInitializedEvent event) {
		String namespace = event.getApplicationContext().getServerNamespace();
		boolean management = this.server == EndpointServer.MANAGEMENT;
		if (Objects.equals(namespace, management ? MANAGEMENT : null)) {
			Environment environment = event.getApplicationContext().getEnvironment();
			int port = event.getWebServer().getPort();
			// There is none on a Unix domain socket
			if (port > 0) {
				this.url.serverStarted(scheme(environment, management) + "://" + host(address(environment, this.server))
						+ ":" + port
						+ contextPath(environment, management, event instanceof ReactiveWebServerInitializedEvent));
			}
		}
	}

	/**
	 * Return the address under which this machine reaches the web server.
	 * @param environment the properties
	 * @param server the web server
	 * @return the address that it is bound to, or one of loopback if that is all
	 */
	static InetAddress address(Environment environment, EndpointServer server) {
		String property = (server == EndpointServer.MANAGEMENT) ? "management.server.address" : "server.address";
		InetAddress bound = Binder.get(environment).bind(property, InetAddress.class).orElse(null);
		try {
			if (bound == null || bound.isAnyLocalAddress()) {
				return InetAddress.getByName((bound instanceof Inet6Address) ? "::1" : "127.0.0.1");
			}
			return bound;
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("An address is one without being looked up", ex);
		}
	}

	private static String host(InetAddress address) {
		String text = address.getHostAddress();
		return (address instanceof Inet6Address) ? "[" + text.replace("%", "%25") + "]" : text;
	}

	private static String scheme(Environment environment, boolean management) {
		Ssl ssl = Binder.get(environment)
			.bind(management ? "management.server.ssl" : "server.ssl", Ssl.class)
			.orElse(null);
		return Ssl.isEnabled(ssl) ? "https" : "http";
	}

	private static String contextPath(Environment environment, boolean management, boolean reactive) {
		String property = management ? "management.server.base-path"
				: reactive ? "spring.webflux.base-path" : "server.servlet.context-path";
		String path = environment.getProperty(property, "").strip().replaceAll("^/+|/+$", "");
		return path.isEmpty() ? "" : "/" + path;
	}

}

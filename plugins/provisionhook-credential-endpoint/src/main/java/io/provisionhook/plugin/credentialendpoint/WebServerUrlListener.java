package io.provisionhook.plugin.credentialendpoint;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Objects;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Sets the URL of the endpoint to that of the web server once the server has started.
 */
final class WebServerUrlListener implements ApplicationListener<WebServerInitializedEvent> {

	private static final String MANAGEMENT = "management";

	private final EndpointUrl url;

	private final EndpointServer server;

	WebServerUrlListener(EndpointUrl url, EndpointServer server) {
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
			// A server on a Unix domain socket has no port
			if (port > 0) {
				this.url.setServer(scheme(environment, management) + "://" + host(this.server.address(environment))
						+ ":" + port
						+ contextPath(environment, management, event instanceof ReactiveWebServerInitializedEvent));
			}
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

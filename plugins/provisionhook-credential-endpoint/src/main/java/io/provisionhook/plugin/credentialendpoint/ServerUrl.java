package io.provisionhook.plugin.credentialendpoint;

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
			this.url.serverStarted(scheme(environment, management) + "://127.0.0.1:" + event.getWebServer().getPort()
					+ contextPath(environment, management, event instanceof ReactiveWebServerInitializedEvent));
		}
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

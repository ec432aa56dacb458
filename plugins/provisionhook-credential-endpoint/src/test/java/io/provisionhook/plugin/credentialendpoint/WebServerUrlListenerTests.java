package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link WebServerUrlListener}.
 */
class WebServerUrlListenerTests {

	private final EndpointUrl url = url(null);

	private final EndpointUrl configured = url("https://host.example.com/app/");

	private static EndpointUrl url(@Nullable String url) {
		return EndpointUrl.of(new CredentialEndpointProperties("/credentials", url, false, List.of(),
				Duration.ofDays(1), Duration.ofSeconds(1), 1, 1, DataSize.ofBytes(1)));
	}

	@ParameterizedTest
	@CsvSource({ "server.ssl.bundle,web,https://127.0.0.1:8443/credentials",
			"server.ssl.key-store,web.p12,https://127.0.0.1:8443/credentials",
			"server.ssl.enabled,false,http://127.0.0.1:8443/credentials",
			"server.servlet.context-path,/app/,http://127.0.0.1:8443/app/credentials",
			"management.server.ssl.bundle,web,http://127.0.0.1:8443/credentials" })
	void mainServerHasTheSchemeAndPathOfItsProperties(String property, String value, String expected) {
		serverStarts(EndpointServer.MAIN, null, Map.of(property, value));
		assertThat(this.url.get()).hasToString(expected);
	}

	@ParameterizedTest
	@CsvSource({ "management.server.ssl.bundle,web,https://127.0.0.1:8443/credentials",
			"management.server.base-path,/internal,http://127.0.0.1:8443/internal/credentials",
			"server.ssl.bundle,web,http://127.0.0.1:8443/credentials" })
	void managementServerHasTheSchemeAndPathOfItsProperties(String property, String value, String expected) {
		serverStarts(EndpointServer.MANAGEMENT, "management", Map.of(property, value));
		assertThat(this.url.get()).hasToString(expected);
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.2,http://127.0.0.2:8443/credentials", "127.0.0.1,http://127.0.0.1:8443/credentials",
			"0.0.0.0,http://127.0.0.1:8443/credentials", "::,http://[0:0:0:0:0:0:0:1]:8443/credentials",
			"::1,http://[0:0:0:0:0:0:0:1]:8443/credentials", "192.0.2.7,http://192.0.2.7:8443/credentials",
			"2001:db8::7,http://[2001:db8:0:0:0:0:0:7]:8443/credentials", "localhost,http://127.0.0.1:8443/credentials",
			"'',http://127.0.0.1:8443/credentials" })
	void serverThatIsBoundToAnAddressIsReachedThere(String address, String expected) {
		serverStarts(EndpointServer.MAIN, null,
				Map.of("server.address", address, "management.server.address", "192.0.2.8"));
		assertThat(this.url.get()).hasToString(expected);
		EndpointUrl management = url(null);
		serverStarts(management, EndpointServer.MANAGEMENT, "management",
				Map.of("management.server.address", address, "server.address", "192.0.2.8"));
		assertThat(management.get()).hasToString(expected);
	}

	@Test
	void serverWithoutAPortHasNoUrl() {
		serverStarts(this.url, EndpointServer.MAIN, null, Map.of(), -1);
		assertThatIllegalStateException().isThrownBy(this.url::get)
			.withMessageStartingWith("The URL of the credential endpoint is not known");
	}

	@Test
	void urlThatIsConfiguredIsKept() {
		serverStarts(this.configured, EndpointServer.MAIN, null, Map.of());
		serverStarts(this.configured, EndpointServer.MANAGEMENT, "management", Map.of());
		assertThat(this.configured.get()).hasToString("https://host.example.com/app/credentials");
	}

	@Test
	void otherServersAreOfNoInterest() {
		serverStarts(EndpointServer.MAIN, "management", Map.of());
		serverStarts(EndpointServer.MANAGEMENT, null, Map.of());
		assertThatIllegalStateException().isThrownBy(this.url::get)
			.withMessageStartingWith("The URL of the credential endpoint is not known");
	}

	private void serverStarts(EndpointServer server, @Nullable String namespace, Map<String, Object> properties) {
		serverStarts(this.url, server, namespace, properties);
	}

	private static void serverStarts(EndpointUrl url, EndpointServer server, @Nullable String namespace,
			Map<String, Object> properties) {
		serverStarts(url, server, namespace, properties, 8443);
	}

	private static void serverStarts(EndpointUrl url, EndpointServer server, @Nullable String namespace,
			Map<String, Object> properties, int port) {
		try (AnnotationConfigServletWebServerApplicationContext context = new AnnotationConfigServletWebServerApplicationContext()) {
			context.setServerNamespace(namespace);
			context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
			new WebServerUrlListener(url, server)
				.onApplicationEvent(new ServletWebServerInitializedEvent(new Server(port), context));
		}
	}

	private record Server(int port) implements WebServer {

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public int getPort() {
			return this.port;
		}

	}

}

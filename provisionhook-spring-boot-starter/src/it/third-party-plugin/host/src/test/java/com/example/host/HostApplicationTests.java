package com.example.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

import com.sun.net.httpserver.HttpServer;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a plugin is picked up from its jar.
 */
@SpringBootTest(properties = "ARTIFACTS_KEY=key-of-this-host-5d41")
@ExtendWith(OutputCaptureExtension.class)
class HostApplicationTests {

	private static HttpServer server;

	@Autowired
	private Registry registry;

	@BeforeAll
	static void startServer() throws IOException {
		server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/tokens", (exchange) -> {
			exchange.getResponseHeaders().set("Token-Expires", "2126-03-01T12:00:00Z");
			exchange.sendResponseHeaders(200, 0);
			exchange.getResponseBody().write("token-from-the-server".getBytes());
			exchange.close();
		});
		server.start();
	}

	@AfterAll
	static void stopServer() {
		server.stop(0);
	}

	@DynamicPropertySource
	static void useServer(DynamicPropertyRegistry properties) {
		properties.add("provisionhook.artifact-token.url",
				() -> "http://localhost:" + server.getAddress().getPort());
	}

	@Test
	void mutatorOfThePluginRuns(CapturedOutput output) {
		Map<String, String> env = new HashMap<>();
		this.registry.run(ProvisionContext.of("workspace-1", WorkspaceRequest.named("demo").build()), env);
		assertThat(env).containsOnlyKeys("ARTIFACTS_URL", "ARTIFACTS_TOKEN")
			.containsEntry("ARTIFACTS_TOKEN", "token-from-the-server");
		assertThat(output).contains("provisionhook: 1 mutator: artifact-token");
	}

}

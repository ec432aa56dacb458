package io.provisionhook.plugin.credentialendpoint;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.plugin.credentialendpoint.Host.Stack;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the port of the endpoint, and of the URL that workspaces get.
 */
@ExtendWith(OutputCaptureExtension.class)
class ManagementPortTests {

	@ParameterizedTest
	@EnumSource(Stack.class)
	void endpointIsOnTheManagementPortOnly(Stack stack) {
		try (Host host = new Host(stack, "management-port=true", "management.server.port=0",
				"management.server.address=127.0.0.1", "management.server.base-path=/internal")) {
			assertThat(host.url())
				.isEqualTo(URI.create("http://127.0.0.1:" + management(host) + "/internal/provisionhook/credentials"));
			assertThat(host.ask(host.start("w1")).statusCode()).isEqualTo(200);
			assertThat(askAt(host, main(host), "/provisionhook/credentials").statusCode()).isEqualTo(404);
			assertThat(askAt(host, main(host), "/internal/provisionhook/credentials").statusCode()).isEqualTo(404);
		}
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void endpointIsOnTheMainPortOnlyByDefault(Stack stack) {
		try (Host host = new Host(stack, "management.server.port=0", "management.server.address=127.0.0.1",
				"path=/git/login")) {
			assertThat(host.url()).isEqualTo(URI.create("http://127.0.0.1:" + main(host) + "/git/login"));
			assertThat(host.ask(host.start("w1")).statusCode()).isEqualTo(200);
			assertThat(askAt(host, management(host), "/git/login").statusCode()).isEqualTo(404);
			assertThat(askAt(host, main(host), "/provisionhook/credentials").statusCode()).isEqualTo(404);
		}
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void managementPortThatIsTheMainOneWillDo(Stack stack) {
		try (Host host = new Host(stack, "management-port=true")) {
			assertThat(host.url().getPort()).isEqualTo(main(host));
			assertThat(host.ask(host.start("w1")).statusCode()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void contextPathIsPartOfTheUrl(Stack stack) {
		try (Host host = new Host(stack, "server.servlet.context-path=/app", "spring.webflux.base-path=/app")) {
			assertThat(host.url())
				.isEqualTo(URI.create("http://127.0.0.1:" + main(host) + "/app/provisionhook/credentials"));
			assertThat(host.ask(host.start("w1")).statusCode()).isEqualTo(200);
		}
	}

	private static int main(Host host) {
		return host.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private static int management(Host host) {
		return host.context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
	}

	private static HttpResponse<String> askAt(Host host, int port, String path) {
		HttpRequest.Builder request = host.request(host.start("w1"), "host=github.com");
		return Host.send(request.uri(URI.create("http://127.0.0.1:" + port + path)));
	}

}

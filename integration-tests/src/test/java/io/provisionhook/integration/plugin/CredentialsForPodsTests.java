package io.provisionhook.integration.plugin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests that Pods get no URL of the credential endpoint that they can't reach.
 */
@ExtendWith(OutputCaptureExtension.class)
class CredentialsForPodsTests {

	@Test
	void applicationWhenServerListensOnLoopbackDoesNotStart(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("--server.address=127.0.0.1"));
		assertThat(output)
			.contains("Configuration property 'provisionhook.credential-endpoint.url': it is not set, and '127.0.0.1'"
					+ " is a local address, at which workspaces of KubernetesRuntime do not reach this application.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "127.0.0.1", "[::1]" })
	void applicationWhenUrlIsOfLoopbackDoesNotStart(String host, CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> start("--provisionhook.credential-endpoint.url=http://" + host + ":8080"));
		assertThat(output).contains("Configuration property 'provisionhook.credential-endpoint.url': '" + host
				+ "' is a local" + " address, at which workspaces of KubernetesRuntime do not reach this application.");
	}

	private static void start(String argument) {
		HostApplication.application()
			.web(WebApplicationType.SERVLET)
			.run("--server.port=0", "--provisionhook.kubernetes.namespace=agents",
					"--provisionhook.kubernetes.templates.default.image=busybox",
					"--provisionhook.git-credentials.hosts[0].host=github.com",
					"--provisionhook.git-credentials.hosts[0].token=t0ken", argument)
			.close();
	}

}

package io.provisionhook.integration.plugin;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests that git in Pods gets credentials from the host application, and that Pods get no
 * URL that they can't reach.
 */
@ExtendWith(OutputCaptureExtension.class)
class CredentialsForPodsTests {

	private static final String TEMPLATE = "--provisionhook.kubernetes.templates.default.";

	@Test
	void applicationWhenServerListensOnLoopbackDoesNotStart(CapturedOutput output) {
		assertThatException().isThrownBy(() -> startWithoutCluster("--server.address=127.0.0.1"));
		assertThat(output)
			.contains("Configuration property 'provisionhook.credential-endpoint.url': it is not set, and '127.0.0.1'"
					+ " is a local address, at which workspaces of KubernetesRuntime do not reach this application.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "127.0.0.1", "[::1]" })
	void applicationWhenUrlIsOfLoopbackDoesNotStart(String host, CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> startWithoutCluster("--provisionhook.credential-endpoint.url=http://" + host + ":8080"));
		assertThat(output).contains("Configuration property 'provisionhook.credential-endpoint.url': '" + host
				+ "' is a local" + " address, at which workspaces of KubernetesRuntime do not reach this application.");
	}

	private static void startWithoutCluster(String argument) {
		start("--provisionhook.kubernetes.namespace=agents", TEMPLATE + "image=busybox", argument).close();
	}

	private static ConfigurableApplicationContext start(String... arguments) {
		List<String> all = new ArrayList<>(
				List.of("--server.port=0", "--provisionhook.git-credentials.hosts[0].host=github.com",
						"--provisionhook.git-credentials.hosts[0].token=t0ken"));
		all.addAll(List.of(arguments));
		return HostApplication.application().web(WebApplicationType.SERVLET).run(all.toArray(String[]::new));
	}

	/**
	 * Tests with Pods that reach the host application at its address in their network.
	 */
	@Nested
	@ExtendWith(KubernetesClusterExtension.class)
	class OnCluster {

		private static final String URL = "PROVISIONHOOK_CREDENTIALS_URL";

		private static final String TOKEN = "PROVISIONHOOK_CREDENTIALS_TOKEN";

		private final TestNamespace namespace;

		OnCluster(TestNamespace namespace) {
			this.namespace = namespace;
		}

		@Test
		void gitInPodGetsCredentialUntilItsWorkspaceIsStarted() throws Exception {
			try (ConfigurableApplicationContext context = start("--server.address=" + this.namespace.address(),
					"--provisionhook.kubernetes.kubeconfig=" + this.namespace.kubeconfig(),
					TEMPLATE + "image=" + this.namespace.gitImage(), TEMPLATE + "image-pull-policy=if-not-present",
					TEMPLATE + "base.PATH=/usr/bin:/bin", TEMPLATE + "grace-period=1s", TEMPLATE + "command[0]=sh",
					TEMPLATE + "command[1]=-c",
					TEMPLATE + "command[2]=printf 'protocol=https\\nhost=github.com\\n\\n' | git credential fill"
							+ " | sed -n 's/^password=//p' | tr -d '\\n' | base64; sleep 600")) {
				WorkspaceHandler handler = context.getBean(WorkspaceHandler.class);
				String id = handler.create(WorkspaceRequest.named("demo").build()).id();
				awaitRunning(handler, id, 1);
				patiently().untilAsserted(() -> assertThat(logOf(handler, id))
					.isEqualTo(Base64.getEncoder().encodeToString("t0ken".getBytes(StandardCharsets.UTF_8)) + "\n"));
				Map<String, String> first = variables(1);
				assertThat(ask(first).body()).contains("\npassword=t0ken\n");
				handler.restart(id);
				awaitRunning(handler, id, 2);
				assertThat(ask(first).statusCode()).as("with the token of the earlier Pod").isEqualTo(401);
				Map<String, String> second = variables(2);
				assertThat(ask(second).statusCode()).as("with the token of the present Pod").isEqualTo(200);
				handler.stop(id);
				assertThat(ask(second).statusCode()).as("with the token of the Pod that was stopped").isEqualTo(401);
			}
		}

		private void awaitRunning(WorkspaceHandler handler, String id, long generation) {
			patiently().untilAsserted(() -> {
				Workspace workspace = handler.get(id);
				assertThat(workspace.generation()).isEqualTo(generation);
				assertThat(workspace.state()).isEqualTo(WorkspaceState.RUNNING);
			});
		}

		private ConditionFactory patiently() {
			return Awaitility.await().atMost(Duration.ofMinutes(2));
		}

		private String logOf(WorkspaceHandler handler, String id) throws IOException {
			return new String(handler.log(id).readAllBytes(), StandardCharsets.UTF_8);
		}

		private Map<String, String> variables(long generation) {
			Pod pod = this.namespace.client()
				.pods()
				.withLabel("provisionhook.io/generation", String.valueOf(generation))
				.list()
				.getItems()
				.get(0);
			return Map.of(URL, valueOf(pod, URL), TOKEN, valueOf(pod, TOKEN));
		}

		private String valueOf(Pod pod, String name) {
			SecretKeySelector selector = pod.getSpec()
				.getContainers()
				.get(0)
				.getEnv()
				.stream()
				.filter((variable) -> name.equals(variable.getName()))
				.map(EnvVar::getValueFrom)
				.findFirst()
				.orElseThrow()
				.getSecretKeyRef();
			String value = this.namespace.client()
				.secrets()
				.withName(selector.getName())
				.get()
				.getData()
				.get(selector.getKey());
			return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
		}

		private HttpResponse<String> ask(Map<String, String> variables) throws IOException, InterruptedException {
			HttpRequest request = HttpRequest.newBuilder(URI.create(variables.get(URL)))
				.header("Authorization", "Bearer " + variables.get(TOKEN))
				.header("Content-Type", "application/x-www-form-urlencoded")
				.POST(BodyPublishers.ofString("host=github.com"))
				.build();
			return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
		}

	}

}

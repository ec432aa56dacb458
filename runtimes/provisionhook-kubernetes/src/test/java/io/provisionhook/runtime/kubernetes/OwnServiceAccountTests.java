package io.provisionhook.runtime.kubernetes;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.client.Config;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a host application that runs in the cluster and has no kubeconfig: in a JVM
 * that finds what a kubelet puts into each Pod. Only the network is that of this machine.
 */
@ExtendWith(KubernetesClusterExtension.class)
class OwnServiceAccountTests {

	private static final String FOLDER = "/run/secrets/kubernetes.io/serviceaccount";

	// A mount is seen by this process and its children only
	private static final List<String> IN_POD = List.of("unshare", "--mount", "sh", "-euc",
			"mount -t tmpfs none /run; mkdir -p " + FOLDER + "; mount --bind \"$0\" " + FOLDER + "; exec \"$@\"");

	@TempDir
	private Path serviceAccount;

	private final TestNamespace namespace;

	private final Config config;

	OwnServiceAccountTests(TestNamespace namespace) {
		namespace.needLocalCluster();
		this.namespace = namespace;
		this.config = Config.fromKubeconfig(namespace.kubeconfig().toFile());
	}

	@BeforeEach
	void prepareFolder() throws IOException {
		Files.writeString(this.serviceAccount.resolve("namespace"), this.namespace.name());
		Files.write(this.serviceAccount.resolve("ca.crt"), Base64.getDecoder().decode(this.config.getCaCertData()));
		writeToken(this.config.getAutoOAuthToken());
	}

	private void writeToken(String token) throws IOException {
		Files.writeString(this.serviceAccount.resolve("token"), token);
	}

	@AfterEach
	void removePods() {
		Pods.removeAll(this.namespace);
	}

	@Test
	void hostHasNamespaceAndRightsOfItsPod() throws Exception {
		runWorkspace(() -> {
		});
	}

	@Test
	void hostUsesTokenThatReplacedTheOneThatHasExpired() throws Exception {
		writeToken("expired");
		runWorkspace(() -> writeToken(this.config.getAutoOAuthToken()));
	}

	private void runWorkspace(Rotation rotation) throws IOException, InterruptedException {
		String id = Pods.id();
		List<String> command = new ArrayList<>(IN_POD);
		command.add(this.serviceAccount.toString());
		command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto",
				"-cp", System.getProperty("java.class.path"), Host.class.getName(), this.namespace.image(), id));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		URI server = URI.create(this.config.getMasterUrl());
		builder.environment().remove("KUBECONFIG");
		builder.environment()
			.putAll(Map.of("HOME", FOLDER, "KUBERNETES_SERVICE_HOST", server.getHost(), "KUBERNETES_SERVICE_PORT",
					String.valueOf(server.getPort())));
		Process process = builder.start();
		try (BufferedWriter input = process.outputWriter()) {
			process.getInputStream().read();
			rotation.rotate();
			input.newLine();
		}
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		assertThat(output).endsWith("exit code 9\n");
		assertThat(this.namespace.client().pods().inNamespace(this.namespace.name()).list().getItems()).singleElement()
			.satisfies((pod) -> assertThat(pod.getMetadata().getName()).isEqualTo("provisionhook-" + id + "-1"));
	}

	/**
	 * What the kubelet does while the host application runs.
	 */
	@FunctionalInterface
	private interface Rotation {

		void rotate() throws IOException;

	}

	/**
	 * Runs one workspace when it may go on.
	 */
	public static final class Host {

		private Host() {
		}

		public static void main(String[] arguments) throws Exception {
			PodSettings settings = PodSettings.of(Pods.pod(arguments[0], "exit 9"));
			try (KubernetesRuntime runtime = KubernetesRuntime.builder()
				.template(KubernetesRuntime.DEFAULT_TEMPLATE, settings)
				.build()) {
				System.out.println("ready");
				System.in.read();
				System.out.println("exit code " + Pods.exit(runtime.start(Pods.launch(arguments[1]))).code());
			}
		}

	}

}

package io.provisionhook.runtime.kubernetes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.OwnCluster;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the cluster that other tests have.
 */
@ExtendWith(KubernetesClusterExtension.class)
class KubernetesClusterTests {

	@Test
	void imageHasUserAndVariable(TestNamespace namespace) {
		assertThat(output(namespace, "user", namespace.image(), "id -u; echo $IMAGE_VARIABLE; pwd"))
			.isEqualTo("1000\nfrom-image\n/\n");
	}

	@Test
	void rootImageHasNoUser(TestNamespace namespace) {
		assertThat(output(namespace, "root", namespace.rootImage(), "id -u")).isEqualTo("0\n");
	}

	@Test
	void gitImageClones(TestNamespace namespace) {
		String commands = "cd /tmp && git init -q a && git -C a -c user.name=a -c user.email=a@a commit -q --allow-empty -m it"
				+ " && git clone -q a b && git -C b log --format=%s";
		assertThat(output(namespace, "git", namespace.gitImage(), commands)).isEqualTo("it\n");
	}

	@Test
	void kubeconfigIsReadableByItsOwnerOnly(TestNamespace namespace) throws Exception {
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(namespace.kubeconfig())))
			.isEqualTo("rw-------");
	}

	@Test
	void serviceAccountHasRightsInItsNamespaceOnly(TestNamespace namespace) {
		try (KubernetesClient client = client(namespace.kubeconfig())) {
			assertThat(client.getNamespace()).isEqualTo(namespace.name());
			client.resource(pod("created", namespace.image(), "true")).create();
			assertThat(namespace.client().pods().withName("created").get()).isNotNull();
			assertThatExceptionOfType(KubernetesClientException.class).isThrownBy(() -> client.nodes().list())
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(403));
			assertThatExceptionOfType(KubernetesClientException.class)
				.isThrownBy(() -> client.pods().inNamespace("default").list())
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(403));
		}
	}

	@Test
	void ownClusterComesBackAfterFaults() throws Exception {
		try (OwnCluster cluster = OwnCluster.start()) {
			TestNamespace namespace = cluster.namespace();
			cluster.kill("apiserver");
			cluster.start("apiserver");
			cluster.kill("kubelet");
			cluster.start("kubelet");
			assertThat(output(namespace, "later", namespace.image(), "id -u")).isEqualTo("1000\n");
			namespace.awaitEmpty();
			List<String> events = Files.readAllLines(cluster.auditLog());
			assertThat(events).anyMatch((event) -> event.contains("/namespaces/" + namespace.name() + "/pods")
					&& event.contains("\"verb\":\"create\""));
		}
	}

	private static KubernetesClient client(Path kubeconfig) {
		return new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig.toFile())).build();
	}

	private static String output(TestNamespace namespace, String name, String image, String commands) {
		namespace.client().resource(pod(name, image, commands)).create();
		// The library would watch on, and log that it can't when the cluster is gone
		Pod ended = Pods.patiently()
			.until(() -> namespace.client().pods().withName(name).get(),
					(pod) -> List.of("Succeeded", "Failed").contains(phase(pod)));
		String log = namespace.client().pods().withName(name).getLog();
		assertThat(phase(ended)).as(log).isEqualTo("Succeeded");
		return log;
	}

	private static String phase(Pod pod) {
		return pod.getStatus().getPhase();
	}

	private static Pod pod(String name, String image, String commands) {
		return new PodBuilder().withNewMetadata()
			.withName(name)
			.endMetadata()
			.withNewSpec()
			.withRestartPolicy("Never")
			.addNewContainer()
			.withName("main")
			.withImage(image)
			.withCommand("sh", "-c", commands)
			.endContainer()
			.endSpec()
			.build();
	}

}

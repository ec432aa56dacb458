package io.provisionhook.runtime.kubernetes.test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.awaitility.Awaitility;

import io.provisionhook.testsupport.InstalledTool;

/**
 * A cluster as its administrator sees it.
 */
final class KubernetesCluster implements AutoCloseable {

	/**
	 * The name by which a build requires a cluster.
	 */
	static final String TOOL = "kubernetes";

	private static final String KUBECONFIG = "TEST_KUBECONFIG";

	private static final String KUBECONFIG_WAIT = "TEST_KUBECONFIG_WAIT";

	private static boolean gaveUp;

	private final Path kubeconfig;

	private final KubernetesClient client;

	private final ClusterScript script;

	private final TestImages images;

	KubernetesCluster(Path kubeconfig) {
		this.kubeconfig = kubeconfig;
		this.client = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig.toFile())).build();
		this.script = new ClusterScript(kubeconfig.resolveSibling(""));
		this.images = new TestImages(this.script);
	}

	static void need() {
		InstalledTool.need(TOOL, !System.getenv().getOrDefault(KUBECONFIG, "").isEmpty(),
				KUBECONFIG + " does not name the kubeconfig file of a cluster");
	}

	/**
	 * Return the cluster that all tests share.
	 * @return a client of the cluster, to be closed
	 */
	static KubernetesCluster shared() {
		need();
		awaitShared();
		return new KubernetesCluster(kubeconfigOfShared());
	}

	/**
	 * Wait for a shared cluster that is starting, if there is one. Only the first test
	 * does, for a cluster that does not start in its time will not start for the next.
	 */
	static synchronized void awaitShared() {
		Duration wait = Duration.parse(System.getenv().getOrDefault(KUBECONFIG_WAIT, "PT0S"));
		if (!wait.isZero() && !Files.exists(kubeconfigOfShared())) {
			InstalledTool.need(TOOL, !gaveUp, "The cluster has not started");
			gaveUp = true;
			Awaitility.await("start of the cluster").atMost(wait).until(() -> Files.exists(kubeconfigOfShared()));
			gaveUp = false;
		}
	}

	private static Path kubeconfigOfShared() {
		return Path.of(System.getenv().getOrDefault(KUBECONFIG, "")).toAbsolutePath();
	}

	Path kubeconfig() {
		return this.kubeconfig;
	}

	KubernetesClient client() {
		return this.client;
	}

	ClusterScript script() {
		return this.script;
	}

	TestImages images() {
		return this.images;
	}

	@Override
	public void close() {
		this.client.close();
	}

}

package io.provisionhook.runtime.kubernetes.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.provisionhook.testsupport.InstalledTool;

/**
 * A cluster that no other tests share, since its processes are killed, or it has options
 * of its own. It ends with this JVM, even if that is killed.
 */
public final class OwnCluster implements AutoCloseable {

	private final ClusterScript script;

	private final KubernetesCluster cluster;

	private final TestNamespace namespace;

	private OwnCluster(ClusterScript script) {
		this.script = script;
		this.cluster = new KubernetesCluster(script.file("admin.kubeconfig"));
		this.namespace = TestNamespace.create(this.cluster);
	}

	/**
	 * Start a cluster, which takes about ten seconds. A test whose machine can't run one
	 * is skipped, or fails if the system property {@value InstalledTool#REQUIRED} lists
	 * {@code kubernetes}.
	 * @param apiOptions further options of the API server
	 * @return the cluster
	 */
	public static OwnCluster start(String... apiOptions) {
		// By then, the programs are there too
		KubernetesCluster.awaitShared();
		String missing = missing();
		InstalledTool.need(KubernetesCluster.TOOL, missing == null, String.valueOf(missing));
		ClusterScript script = new ClusterScript(createFolder());
		Map<String, String> variables = new HashMap<>();
		variables.put("CLUSTER_NUMBER", "free");
		variables.put("CLUSTER_OWNER", String.valueOf(ProcessHandle.current().pid()));
		variables.put("CLUSTER_API_OPTIONS", String.join(" ", apiOptions));
		try {
			script.run(variables, "up");
			return new OwnCluster(script);
		}
		catch (RuntimeException | Error ex) {
			script.run("down");
			throw ex;
		}
	}

	private static Path createFolder() {
		try {
			return Files.createTempDirectory("provisionhook-kubernetes-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static @Nullable String missing() {
		try {
			new ClusterScript(Path.of("")).run("check");
			return null;
		}
		catch (IllegalStateException ex) {
			return ex.getMessage();
		}
	}

	/**
	 * Return a namespace for the tests.
	 * @return the only one that was made for tests in this cluster
	 */
	public TestNamespace namespace() {
		return this.namespace;
	}

	/**
	 * Return the file with what the API server did.
	 * @return the audit log
	 * @see TestNamespace#auditLog()
	 */
	public Path auditLog() {
		return this.namespace.auditLog();
	}

	/**
	 * Kill a process of the cluster. Containers go on running.
	 * @param name {@code apiserver}, {@code controller-manager}, {@code etcd},
	 * {@code scheduler} or {@code kubelet}, which starts again by itself
	 */
	public void kill(String name) {
		this.script.run("kill", name);
	}

	/**
	 * Start a process again that was killed. If requests of clients need it, wait until
	 * it answers.
	 * @param name its name
	 */
	public void start(String name) {
		this.script.run("start", name);
	}

	@Override
	public void close() {
		this.cluster.close();
		this.namespace.deleteKubeconfig();
		this.script.run("down");
	}

}

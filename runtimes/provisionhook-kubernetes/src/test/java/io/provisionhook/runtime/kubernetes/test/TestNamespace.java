package io.provisionhook.runtime.kubernetes.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import io.provisionhook.testsupport.InstalledTool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A namespace of a cluster that the tests of one class have for themselves, with the
 * service account and the role of the project's manifests.
 */
public final class TestNamespace {

	private static final String MANIFESTS = "runtimes/provisionhook-kubernetes/manifests";

	private static final String SERVICE_ACCOUNT = "provisionhook";

	private static final String OURS = "app.kubernetes.io/managed-by";

	private final KubernetesCluster cluster;

	private final String name;

	private final KubernetesClient client;

	private final Path kubeconfig;

	private TestNamespace(KubernetesCluster cluster, String name) throws IOException {
		this.cluster = cluster;
		this.name = name;
		this.client = cluster.client().adapt(NamespacedKubernetesClient.class).inNamespace(name);
		this.kubeconfig = Files.createTempDirectory("provisionhook-kubeconfig-").resolve("config");
	}

	static TestNamespace create(KubernetesCluster cluster) {
		try {
			TestNamespace namespace = new TestNamespace(cluster,
					"test-" + UUID.randomUUID().toString().substring(0, 8));
			try {
				namespace.prepare();
				return namespace;
			}
			catch (IOException | RuntimeException | Error ex) {
				namespace.delete();
				throw ex;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void prepare() throws IOException {
		this.client.resource(new NamespaceBuilder().withNewMetadata().withName(this.name).endMetadata().build())
			.create();
		apply("service-account.yaml");
		apply("role.yaml");
		writeKubeconfig();
		// Without it, the API server refuses all Pods
		patiently().until(this::hasDefaultServiceAccount);
	}

	private static ConditionFactory patiently() {
		return Awaitility.await()
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(50))
			.atMost(Duration.ofMinutes(1));
	}

	private void apply(String manifest) throws IOException {
		try (InputStream input = Files.newInputStream(ClusterScript.root().resolve(MANIFESTS).resolve(manifest))) {
			for (HasMetadata item : this.cluster.client().load(input).items()) {
				item.getMetadata().setNamespace(this.name);
				if (item instanceof RoleBinding binding) {
					binding.getSubjects().forEach((subject) -> subject.setNamespace(this.name));
				}
				this.client.resource(item).create();
			}
		}
	}

	private void writeKubeconfig() throws IOException {
		Config admin = Serialization.unmarshal(Files.readString(this.cluster.kubeconfig()), Config.class);
		String config = Serialization.asYaml(new ConfigBuilder().addNewCluster()
			.withName("cluster")
			.withCluster(currentCluster(admin))
			.endCluster()
			.addNewUser()
			.withName(SERVICE_ACCOUNT)
			.withNewUser()
			.withToken(token())
			.endUser()
			.endUser()
			.addNewContext()
			.withName("context")
			.withNewContext()
			.withCluster("cluster")
			.withUser(SERVICE_ACCOUNT)
			.withNamespace(this.name)
			.endContext()
			.endContext()
			.withCurrentContext("context")
			.build());
		Files.createFile(this.kubeconfig,
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		Files.writeString(this.kubeconfig, config);
	}

	private Cluster currentCluster(Config config) {
		String name = config.getContexts()
			.stream()
			.filter((context) -> context.getName().equals(config.getCurrentContext()))
			.map((context) -> context.getContext().getCluster())
			.findFirst()
			.orElseThrow();
		Cluster cluster = config.getClusters()
			.stream()
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow()
			.getCluster();
		if (cluster.getCertificateAuthority() != null) {
			// The path is relative to the file that names it
			cluster.setCertificateAuthority(
					this.cluster.kubeconfig().resolveSibling(cluster.getCertificateAuthority()).toString());
		}
		return cluster;
	}

	private String token() {
		TokenRequest request = new TokenRequestBuilder().withNewSpec().withExpirationSeconds(7200L).endSpec().build();
		return this.cluster.client()
			.serviceAccounts()
			.inNamespace(this.name)
			.withName(SERVICE_ACCOUNT)
			.tokenRequest(request)
			.getStatus()
			.getToken();
	}

	private boolean hasDefaultServiceAccount() {
		ServiceAccount account = this.client.serviceAccounts().inNamespace(this.name).withName("default").get();
		return account != null && (!account.getSecrets().isEmpty() || !needsTokenSecret());
	}

	// Until then, the token for a Pod is in a Secret, without which the Pod is refused
	private boolean needsTokenSecret() {
		// Such as v1.20.2
		String minor = this.client.getKubernetesVersion().getGitVersion().split("\\.", -1)[1];
		return Integer.parseInt(minor) < 24;
	}

	/**
	 * Return the name of the namespace.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return a client with all rights in the cluster, whose default namespace is this
	 * one.
	 * @return the client, not to be closed
	 */
	public KubernetesClient client() {
		return this.client;
	}

	/**
	 * Return a file for a client that has only the rights of the project's manifests, and
	 * this namespace as its default.
	 * @return a kubeconfig file
	 */
	public Path kubeconfig() {
		return this.kubeconfig;
	}

	/**
	 * Return an image with a shell and the usual commands, whose user has the ID 1000 and
	 * which has the variable {@code IMAGE_VARIABLE} with the value {@code from-image}.
	 * @return its name
	 */
	public String image() {
		return this.cluster.images().busybox();
	}

	/**
	 * Return an image with a shell and the usual commands that has no user.
	 * @return its name
	 */
	public String rootImage() {
		return this.cluster.images().root();
	}

	/**
	 * Return an image with a shell, the usual commands, git and curl, whose user has the
	 * ID 1000.
	 * @return its name
	 */
	public String gitImage() {
		return this.cluster.images().git();
	}

	/**
	 * Skip a test unless the cluster is that of the project, whose API server and node
	 * reach the loopback address of this machine.
	 */
	public void needLocalCluster() {
		InstalledTool.need(KubernetesCluster.TOOL, this.cluster.script().isOurs(),
				"The cluster is not that of .ci/kubernetes");
	}

	/**
	 * Return the address of this machine in the network of Pods. A test is skipped if the
	 * cluster is not that of the project.
	 * @return the address at which Pods reach servers of tests
	 */
	public String address() {
		return read("address").strip();
	}

	private String read(String file) {
		needLocalCluster();
		try {
			return Files.readString(this.cluster.script().file(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the file with what the API server did: requests and answers of Pods and
	 * events, and requests of Secrets without their content. Each line is a request, and
	 * comes when it is answered or a moment later. A test is skipped if the cluster is
	 * not that of the project.
	 * @return the audit log
	 */
	public Path auditLog() {
		needLocalCluster();
		return this.cluster.script().file("audit.log");
	}

	/**
	 * Return the address of the JSON gateway of etcd, which has all objects of the
	 * cluster. A test is skipped if the cluster is not that of the project.
	 * @return the address without a path
	 */
	public URI etcd() {
		return URI.create(read("commands/apiserver").replaceFirst("(?s).*--etcd-servers=(\\S+).*", "$1"));
	}

	/**
	 * Wait until there are no Pods and no Secrets of the project in this namespace.
	 */
	public void awaitEmpty() {
		patiently().untilAsserted(() -> assertThat(leftovers()).isEmpty());
	}

	private List<String> leftovers() {
		return Stream.concat(
				this.client.pods().inNamespace(this.name).withLabel(OURS, "provisionhook").list().getItems().stream(),
				this.client.secrets()
					.inNamespace(this.name)
					.withLabel(OURS, "provisionhook")
					.list()
					.getItems()
					.stream())
			.map((item) -> item.getKind() + " " + item.getMetadata().getName())
			.toList();
	}

	/**
	 * Have the cluster delete the namespace and all that is in it.
	 */
	void delete() {
		// Their processes would have time for a graceful end
		this.client.pods().inNamespace(this.name).withGracePeriod(0).delete();
		this.client.namespaces().withName(this.name).delete();
		deleteKubeconfig();
	}

	void deleteKubeconfig() {
		try {
			Files.deleteIfExists(this.kubeconfig);
			Files.deleteIfExists(this.kubeconfig.resolveSibling(""));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

package io.provisionhook.integration.runtime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;

import io.provisionhook.runtime.kubernetes.test.TestNamespace;

/**
 * A cluster that runs the workspaces of several hosts.
 */
final class KubernetesPlatform implements ContainerPlatform {

	private static final String LABEL = "provisionhook.io/";

	private static final String TEMPLATE = "provisionhook.kubernetes.templates.default.";

	private final TestNamespace namespace;

	KubernetesPlatform(TestNamespace namespace) {
		this.namespace = namespace;
	}

	// Others may test in the same cluster at the same time
	private String owner() {
		return this.namespace.name();
	}

	@Override
	public List<String> properties() {
		return List.of("provisionhook.kubernetes.kubeconfig=" + this.namespace.kubeconfig(),
				"provisionhook.kubernetes.owner=" + owner(), TEMPLATE + "image=" + this.namespace.image(),
				TEMPLATE + "image-pull-policy=IfNotPresent",
				TEMPLATE + "command=sh,-c,trap 'exit 0' TERM; sleep 3600 & wait", TEMPLATE + "requests.cpu=1m",
				TEMPLATE + "requests.memory=4Mi", TEMPLATE + "limits.memory=64Mi", TEMPLATE + "grace-period=1s");
	}

	/**
	 * Return the Pods of the namespace that are not being deleted.
	 * @return the Pods in any state
	 */
	List<Pod> pods() {
		return this.namespace.client()
			.pods()
			.inNamespace(this.namespace.name())
			.list()
			.getItems()
			.stream()
			.filter((pod) -> pod.getMetadata().getDeletionTimestamp() == null)
			.toList();
	}

	@Override
	public int maxStops() {
		return 100;
	}

	@Override
	public Map<String, List<Long>> running() {
		return running(this.namespace.client(), owner());
	}

	/**
	 * Return the Pods that have started and have not ended.
	 * @param client a client of the cluster
	 * @param owner their owner
	 * @return the generation of each by workspace
	 */
	static Map<String, List<Long>> running(KubernetesClient client, String owner) {
		Map<String, List<Long>> running = new HashMap<>();
		pods(client, owner).filter(KubernetesPlatform::isRunning).forEach((pod) -> {
			Map<String, String> labels = pod.getMetadata().getLabels();
			ContainerPlatform.add(running, labels.get(LABEL + "workspace"), labels.get(LABEL + "generation"));
		});
		return running;
	}

	private static Stream<Pod> pods(KubernetesClient client, String owner) {
		return client.pods().inAnyNamespace().withLabel(LABEL + "owner", owner).list().getItems().stream();
	}

	private static boolean isRunning(Pod pod) {
		return pod.getStatus()
			.getContainerStatuses()
			.stream()
			.map(ContainerStatus::getState)
			.anyMatch((state) -> state != null && state.getRunning() != null);
	}

	@Override
	public List<String> ids() {
		return pods(this.namespace.client(), owner()).filter(KubernetesPlatform::isRunning)
			.map((pod) -> pod.getMetadata().getUid())
			.sorted()
			.toList();
	}

	@Override
	public List<String> leftovers() {
		return leftovers(this.namespace.client(), owner());
	}

	/**
	 * Return the Pods that have neither started nor ended, and the Secrets without a Pod.
	 * @param client a client of the cluster
	 * @param owner their owner
	 * @return a sentence for each
	 */
	static List<String> leftovers(KubernetesClient client, String owner) {
		List<Secret> secrets = client.secrets().inAnyNamespace().withLabel(LABEL + "owner", owner).list().getItems();
		List<Pod> pods = pods(client, owner).toList();
		Set<String> owners = pods.stream().map((pod) -> pod.getMetadata().getUid()).collect(Collectors.toSet());
		Stream<String> waiting = pods.stream()
			.filter((pod) -> "Pending".equals(pod.getStatus().getPhase()) && !isRunning(pod))
			.map((pod) -> pod.getMetadata().getName() + " waits");
		Stream<String> alone = secrets.stream()
			.map(Secret::getMetadata)
			.filter((secret) -> !owners.contains(ownerOf(secret)))
			.map((secret) -> "Secret " + secret.getName() + " has no Pod");
		return Stream.concat(waiting, alone).toList();
	}

	private static String ownerOf(ObjectMeta secret) {
		return secret.getOwnerReferences().isEmpty() ? "" : secret.getOwnerReferences().get(0).getUid();
	}

	@Override
	public void close() {
		this.namespace.client().pods().inNamespace(this.namespace.name()).withGracePeriod(0).delete();
		this.namespace.awaitEmpty();
	}

}

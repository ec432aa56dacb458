package io.provisionhook.runtime.kubernetes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.workspace.runtime.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of Pods on a node that does not answer. There is no such machine: the tests write
 * the states that its kubelet would write.
 */
@ExtendWith(KubernetesClusterExtension.class)
class LostNodeTests {

	private final TestNamespace namespace;

	private final KubernetesClient client;

	private final String id = Pods.id();

	private final String node = "lost-" + this.id.substring(0, 8);

	private final String pod;

	private final KubernetesRuntime runtime;

	LostNodeTests(TestNamespace namespace) {
		this.namespace = namespace;
		this.client = namespace.client();
		this.pod = "Pod " + namespace.name() + "/provisionhook-" + this.id + "-1";
		Pod template = Pods.pod(namespace.image(), Pods.SLEEP);
		template.getSpec().setNodeName(this.node);
		this.runtime = Pods.on(namespace, PodSettings.of(template)).stopTimeout(Duration.ofSeconds(1)).build();
	}

	@BeforeEach
	void addNode() {
		this.client.resource(new NodeBuilder().withNewMetadata().withName(this.node).endMetadata().build()).create();
	}

	@AfterEach
	void removeNode() {
		this.runtime.close();
		Pods.removeAll(this.namespace);
		this.client.nodes().withName(this.node).delete();
	}

	@Test
	void startWhileEarlierPodDoesNotEndNamesItsNode() throws Exception {
		start(1);
		assertThatExceptionOfType(KubernetesException.class)
			.isThrownBy(() -> this.runtime.start(Pods.launch(this.id, 2, Map.of())))
			.withMessage(this.pod + " has not ended within 2 s on node \"" + this.node
					+ "\"; if the node is lost, delete the Pod by force");
		assertThat(pods()).singleElement().satisfies((left) -> {
			assertThat(left.getMetadata().getName()).endsWith("-1");
			assertThat(left.getMetadata().getDeletionTimestamp()).isNotNull();
		});
	}

	@Test
	void stopWhilePodDoesNotEndFails() throws Exception {
		start(1);
		assertThatExceptionOfType(KubernetesException.class).isThrownBy(() -> this.runtime.stop(this.id, 1))
			.withMessageStartingWith(this.pod + " has not ended within 2 s on node \"" + this.node + "\"");
		assertThat(this.runtime.isRunning(this.id)).isTrue();
	}

	@Test
	void startWhenPodIsDeletedByForceMeanwhileGoesOn() throws Exception {
		CompletionStage<WorkspaceExit> exit = start(1);
		assertThatExceptionOfType(KubernetesException.class).isThrownBy(() -> this.runtime.stop(this.id, 1));
		this.client.resource(pods().get(0)).withGracePeriod(0).delete();
		assertThat(Pods.exit(exit)).isEqualTo(new WorkspaceExit(-1,
				this.pod + " was deleted on node \"" + this.node + "\" while it ran: its node or somebody deleted it"));
		start(2);
		assertThat(this.runtime.isRunning(this.id)).isTrue();
	}

	@Test
	void podThatNodeDoesNotStartNamesIt() {
		Pod template = Pods.pod(this.namespace.image(), Pods.SLEEP);
		template.getSpec().setNodeName(this.node);
		try (KubernetesRuntime impatient = Pods.on(this.namespace, PodSettings.of(template))
			.startTimeout(Duration.ofSeconds(1))
			.build()) {
			assertThatExceptionOfType(KubernetesException.class).isThrownBy(() -> impatient.start(Pods.launch(this.id)))
				.withMessage(this.pod + " has not started on node \"" + this.node + "\" after 1 s");
		}
	}

	@Test
	void logOfPodWhoseNodeDoesNotAnswerFailsWithTheReason() throws Exception {
		start(1);
		assertThatExceptionOfType(KubernetesException.class).isThrownBy(() -> this.runtime.log(this.id))
			.withMessageStartingWith("the cluster can't read the log of " + this.pod + ": ")
			.withMessageContaining("no preferred addresses found");
	}

	@Test
	void nodeThatIsLostEndsPodsWithItsWords() throws Exception {
		CompletionStage<WorkspaceExit> exit = start(1);
		edit(new PodBuilder(pods().get(0)).editStatus()
			.withPhase("Failed")
			.withReason("Evicted")
			.withMessage("The node was low on resource: memory.")
			.withContainerStatuses()
			.endStatus()
			.build());
		assertThat(Pods.exit(exit)).isEqualTo(
				new WorkspaceExit(-1, "Evicted on node \"" + this.node + "\": The node was low on resource: memory."));
	}

	private CompletionStage<WorkspaceExit> start(long generation) throws Exception {
		CompletableFuture<CompletionStage<WorkspaceExit>> start = CompletableFuture.supplyAsync(() -> {
			try {
				return this.runtime.start(Pods.launch(this.id, generation, Map.of()));
			}
			catch (KubernetesException | InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		Pod created = Pods.patiently()
			.until(() -> start.isCompletedExceptionally() ? List.of(new Pod()) : pods(), (pods) -> pods.size() == 1)
			.get(0);
		if (!start.isCompletedExceptionally()) {
			edit(new PodBuilder(created).editOrNewStatus()
				.withPhase("Running")
				.addNewContainerStatus()
				.withName("workspace")
				.withImage(this.namespace.image())
				.withImageID("none")
				.withReady(true)
				.withRestartCount(0)
				.withNewState()
				.withNewRunning()
				.endRunning()
				.endState()
				.endContainerStatus()
				.endStatus()
				.build());
		}
		return start.get();
	}

	private void edit(Pod changed) {
		changed.getMetadata().setResourceVersion(null);
		this.client.pods().inNamespace(this.namespace.name()).resource(changed).subresource("status").patch();
	}

	private List<Pod> pods() {
		return this.client.pods().inNamespace(this.namespace.name()).list().getItems();
	}

}

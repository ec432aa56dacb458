package io.provisionhook.runtime.kubernetes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.workspace.runtime.RuntimeProgress;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * What tests with real Pods have in common.
 */
final class Pods {

	/**
	 * A script that goes on until it is asked to end.
	 */
	static final String SLEEP = "trap 'exit 7' TERM; sleep 600 & wait";

	private Pods() {
	}

	/**
	 * Begin a runtime whose workspaces run a script, and which has the rights of the
	 * service account of the manifests.
	 * @param namespace the namespace of the Pods
	 * @param script the script
	 * @return the builder
	 */
	static KubernetesRuntime.Builder shell(TestNamespace namespace, String script) {
		return on(namespace, PodSettings.of(pod(namespace.image(), script)));
	}

	static KubernetesRuntime.Builder on(TestNamespace namespace, PodSettings settings) {
		KubernetesRuntime.Builder builder = KubernetesRuntime.builder();
		builder.retryPause = Duration.ofMillis(100);
		return builder.kubeconfig(namespace.kubeconfig())
			.template(KubernetesRuntime.DEFAULT_TEMPLATE, settings)
			.pullRetryTimeout(Duration.ZERO);
	}

	/**
	 * Return a Pod that ends one second after it is asked to.
	 * @param image its image
	 * @param script the script to run
	 * @return the Pod
	 */
	static Pod pod(String image, String script) {
		return new PodBuilder().withNewSpec()
			.withTerminationGracePeriodSeconds(1L)
			.addNewContainer()
			.withImage(image)
			.withImagePullPolicy("IfNotPresent")
			.withCommand("sh", "-c", script)
			.withNewResources()
			.withRequests(Map.of("memory", new Quantity("8Mi")))
			.withLimits(Map.of("memory", new Quantity("64Mi")))
			.endResources()
			.endContainer()
			.endSpec()
			.build();
	}

	static String id() {
		return UUID.randomUUID().toString();
	}

	static WorkspaceLaunch launch(String id) {
		return launch(id, 1, Map.of());
	}

	static WorkspaceLaunch launch(String id, long generation, Map<String, String> environment, String... secretNames) {
		return launch(id, generation, WorkspaceRequest.named("demo").build(), environment, secretNames);
	}

	static WorkspaceLaunch launch(String id, long generation, WorkspaceRequest request, Map<String, String> environment,
			String... secretNames) {
		Map<String, String> complete = new LinkedHashMap<>(environment);
		List<String> secrets = List.of(secretNames).stream().map(complete::get).toList();
		return new WorkspaceLaunch(id, generation, request, complete, Set.of(secretNames), SecretRedactor.of(secrets),
				RuntimeProgress.NONE);
	}

	static WorkspaceExit exit(CompletionStage<WorkspaceExit> exit) throws Exception {
		return exit.toCompletableFuture().get(120, TimeUnit.SECONDS);
	}

	static String output(KubernetesRuntime runtime, String id) throws IOException {
		return new String(runtime.log(id).readAllBytes(), StandardCharsets.UTF_8);
	}

	/**
	 * Return the Pods that nobody has deleted. What was deleted is there until its node
	 * has cleaned up.
	 * @param namespace their namespace
	 * @return the Pods
	 */
	static List<Pod> present(TestNamespace namespace) {
		return namespace.client()
			.pods()
			.inNamespace(namespace.name())
			.list()
			.getItems()
			.stream()
			.filter((pod) -> pod.getMetadata().getDeletionTimestamp() == null)
			.toList();
	}

	/**
	 * Remove all Pods at once, without time for their programs.
	 * @param namespace their namespace
	 */
	static void removeAll(TestNamespace namespace) {
		namespace.client().pods().inNamespace(namespace.name()).withGracePeriod(0).delete();
		namespace.awaitEmpty();
	}

	static ConditionFactory patiently() {
		return Awaitility.await().pollInSameThread().pollInterval(Duration.ofMillis(100)).atMost(Duration.ofMinutes(2));
	}

}

package io.provisionhook.runtime.kubernetes;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.workspace.Reconciliation;
import io.provisionhook.workspace.Reconciliation.Outcome;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a host that comes back with a database that has lost its records, and finds
 * thousands of Pods.
 */
@ExtendWith(KubernetesClusterExtension.class)
class ManyPodsTests {

	private static final int ORPHANS = 2000;

	private final TestNamespace namespace;

	ManyPodsTests(TestNamespace namespace) {
		this.namespace = namespace;
	}

	@AfterEach
	void removePods() {
		Pods.removeAll(this.namespace);
	}

	@Test
	void orphansAreRemovedByAFewThreads() throws Exception {
		createOrphans();
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, Pods.SLEEP).build();
				WorkspaceHandler handler = WorkspaceHandler.builder(runtime)
					.onOrphan(Reconciliation.OnOrphan.REMOVE)
					.build()) {
			assertThat(runtime.workspaceIds()).hasSize(ORPHANS);
			int before = threads();
			Reconciliation result = handler.reconcile();
			assertThat(result.problem()).isNull();
			assertThat(result.workspaces(Outcome.ORPHAN_REMOVED)).hasSize(ORPHANS);
			assertThat(threads() - before).as("new threads").isLessThan(100);
			assertThat(runtime.workspaceIds()).isEmpty();
		}
	}

	private static int threads() {
		return Thread.getAllStackTraces().size();
	}

	// No scheduler has the name, so that no node has to run them
	private void createOrphans() throws Exception {
		PodFactory factory = new PodFactory(new PodLabels("provisionhook"));
		Pod template = Pods.pod(this.namespace.image(), Pods.SLEEP);
		template.getSpec().setSchedulerName("none");
		KubernetesClient client = this.namespace.client();
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Future<?>> created = IntStream.range(0, ORPHANS).<Future<?>>mapToObj((i) -> threads.submit(() -> {
				WorkspaceLaunch launch = Pods.launch(Pods.id());
				return client.resource(factory.create(launch, Pods.id(), PodSettings.of(template),
						new PodVariables(launch, PodSettings.of(template), PodFactory.nameOf(launch)),
						this.namespace.name()))
					.create();
			})).toList();
			for (Future<?> each : created) {
				each.get();
			}
		}
		finally {
			threads.shutdown();
		}
	}

}

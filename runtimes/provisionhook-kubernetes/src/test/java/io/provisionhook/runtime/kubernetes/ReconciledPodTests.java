package io.provisionhook.runtime.kubernetes;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.RunReport;
import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.workspace.InMemoryWorkspaceStore;
import io.provisionhook.workspace.Reconciliation;
import io.provisionhook.workspace.Reconciliation.Outcome;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KubernetesRuntime} under a restarted {@link WorkspaceHandler}: the
 * Pods and records of the handler before, and Pods whose record can't be written.
 */
@ExtendWith(KubernetesClusterExtension.class)
class ReconciledPodTests {

	private final InMemoryWorkspaceStore store = new InMemoryWorkspaceStore();

	private final TestNamespace namespace;

	private KubernetesRuntime runtime;

	private String id;

	ReconciledPodTests(TestNamespace namespace) {
		this.namespace = namespace;
	}

	/**
	 * Have a host that runs a workspace and dies.
	 */
	@BeforeEach
	void runWorkspace() {
		try (KubernetesRuntime earlier = runtimeOf("echo of the earlier host; " + Pods.SLEEP);
				WorkspaceHandler handler = handler(earlier).build()) {
			this.id = handler.create(WorkspaceRequest.named("demo").build()).id();
			await(handler, WorkspaceState.RUNNING);
		}
		this.runtime = runtimeOf("echo of the host that came back; " + Pods.SLEEP);
	}

	@AfterEach
	void close() {
		this.runtime.close();
		Pods.removeAll(this.namespace);
	}

	private KubernetesRuntime runtimeOf(String script) {
		return Pods.shell(this.namespace, script).build();
	}

	private WorkspaceHandler.Builder handler(KubernetesRuntime runtime) {
		return WorkspaceHandler.builder(runtime).store(this.store);
	}

	private Workspace await(WorkspaceHandler handler, WorkspaceState state) {
		return Pods.patiently().until(() -> handler.get(this.id), (workspace) -> workspace.state() == state);
	}

	private static void assertOutcome(Reconciliation result, String id, Outcome outcome) {
		assertThat(result.problem()).isNull();
		assertThat(result.outcomes()).containsExactly(Map.entry(id, outcome));
	}

	@Test
	void podThatRunsIsTakenOver() {
		try (WorkspaceHandler handler = handler(this.runtime).build()) {
			assertOutcome(handler.reconcile(), this.id, Outcome.ADOPTED);
			Pods.patiently().until(() -> Pods.output(this.runtime, this.id), "of the earlier host\n"::equals);
			this.namespace.client().resource(Pods.present(this.namespace).get(0)).withGracePeriod(0).delete();
			assertThat(await(handler, WorkspaceState.FAILED).lastSampleError())
				.endsWith(" was deleted on node \"localhost\" while it ran: its node or somebody deleted it");
		}
	}

	@Test
	void podThatWasTakenOverIsStoppedAndStartedAgain() {
		try (WorkspaceHandler handler = handler(this.runtime).build()) {
			handler.reconcile();
			assertThat(handler.stop(this.id).state()).isEqualTo(WorkspaceState.STOPPED);
			handler.restart(this.id);
			await(handler, WorkspaceState.RUNNING);
			Pods.patiently().until(() -> Pods.output(this.runtime, this.id), "of the host that came back\n"::equals);
			assertThat(Pods.present(this.namespace)).hasSize(1);
		}
	}

	@Test
	void podThatWasDeletedMeanwhileIsLost() {
		Pods.removeAll(this.namespace);
		try (WorkspaceHandler handler = handler(this.runtime).build()) {
			assertOutcome(handler.reconcile(), this.id, Outcome.LOST);
			assertThat(handler.get(this.id).lastSampleError())
				.isEqualTo("exit: it has ended, and nothing is left that says how");
		}
	}

	@Test
	void podOfWorkspaceThatWasBeingProvisionedIsRemoved() {
		recordAs(WorkspaceState.PROVISIONING);
		try (WorkspaceHandler handler = handler(this.runtime).build()) {
			assertOutcome(handler.reconcile(), this.id, Outcome.INTERRUPTED);
			assertThat(handler.get(this.id).lastSampleError())
				.isEqualTo("provisioning: cut short, since the host application ended or its store was not available");
			this.namespace.awaitEmpty();
		}
	}

	@Test
	void workspaceThatWasBeingProvisionedGetsOneNewPodAsConfigured() {
		recordAs(WorkspaceState.PROVISIONING);
		try (WorkspaceHandler handler = handler(this.runtime).onInterruption(Reconciliation.OnInterruption.PROVISION)
			.build()) {
			assertOutcome(handler.reconcile(), this.id, Outcome.PROVISIONED_AGAIN);
			await(handler, WorkspaceState.RUNNING);
			Pods.patiently().until(() -> Pods.output(this.runtime, this.id), "of the host that came back\n"::equals);
			assertThat(Pods.present(this.namespace)).hasSize(1);
		}
	}

	@Test
	void podThatRunsAgainstItsRecordIsStopped() {
		recordAs(WorkspaceState.STOPPED);
		try (WorkspaceHandler handler = handler(this.runtime).build()) {
			assertOutcome(handler.reconcile(), this.id, Outcome.STOPPED);
			this.namespace.awaitEmpty();
		}
	}

	@Test
	void podWhoseStartCannotBeRecordedIsRemoved() {
		try (WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime).store(withoutStarts()).build()) {
			String other = handler.create(WorkspaceRequest.named("demo").build()).id();
			// The one of the earlier host is left
			Pods.patiently()
				.untilAsserted(() -> assertThat(handler.get(other).state()).isEqualTo(WorkspaceState.FAILED));
			assertThat(handler.get(other).lastSampleError()).contains("no disk space");
			assertThat(Pods.present(this.namespace)).singleElement()
				.satisfies((pod) -> assertThat(pod.getMetadata().getName()).contains(this.id));
		}
	}

	// Fails when a workspace is to be recorded as running
	private WorkspaceStore withoutStarts() {
		return (WorkspaceStore) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { WorkspaceStore.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("replace")
							&& ((Workspace) arguments[1]).state() == WorkspaceState.RUNNING) {
						throw new IllegalStateException("no disk space");
					}
					try {
						return method.invoke(this.store, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	@Test
	void orphanIsReported() {
		try (WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime).build()) {
			assertOutcome(handler.reconcile(), this.id, Outcome.ORPHAN_LEFT);
			assertThat(this.runtime.isRunning(this.id)).isTrue();
		}
	}

	@Test
	void orphanIsRemovedAsConfigured() {
		try (WorkspaceHandler handler = removing(this.runtime).build()) {
			assertOutcome(handler.reconcile(), this.id, Outcome.ORPHAN_REMOVED);
			this.namespace.awaitEmpty();
		}
	}

	@Test
	void podOfAnotherOwnerIsNoOrphan() {
		try (KubernetesRuntime other = Pods.shell(this.namespace, "exit").owner("other").build();
				WorkspaceHandler handler = removing(other).build()) {
			assertThat(handler.reconcile().outcomes()).isEmpty();
		}
		assertThat(this.runtime.isRunning(this.id)).isTrue();
	}

	private static WorkspaceHandler.Builder removing(KubernetesRuntime runtime) {
		return WorkspaceHandler.builder(runtime).onOrphan(Reconciliation.OnOrphan.REMOVE);
	}

	private void recordAs(WorkspaceState state) {
		Workspace running = this.store.find(this.id).orElseThrow();
		RunReport report = (state == WorkspaceState.PROVISIONING) ? null : running.report();
		this.store.replace(running, new Workspace(this.id, running.request(), state, null, null, report,
				running.createdAt(), running.updatedAt(), running.generation(), running.version() + 1), null);
	}

}

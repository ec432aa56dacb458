package io.provisionhook.runtime.docker;

import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.RunReport;
import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.workspace.InMemoryWorkspaceStore;
import io.provisionhook.workspace.Reconciliation;
import io.provisionhook.workspace.Reconciliation.Outcome;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DockerRuntime} under a restarted {@link WorkspaceHandler}: the
 * containers and records of the handler before.
 */
@Timeout(300)
@ExtendWith(DockerEngineExtension.class)
class ReconciledContainerTests {

	private final InMemoryWorkspaceStore store = new InMemoryWorkspaceStore();

	private final DockerEngine engine;

	private DockerRuntime runtime;

	private String id;

	ReconciledContainerTests(DockerEngine engine) {
		this.engine = engine;
	}

	/**
	 * Have a host that runs a workspace and dies.
	 */
	@BeforeEach
	void runWorkspace() {
		try (DockerRuntime earlier = runtimeOf("echo of the earlier host; " + Dockers.SLEEP);
				WorkspaceHandler handler = handler(earlier).build()) {
			this.id = handler.create(WorkspaceRequest.named("demo").build()).id();
			await(handler, WorkspaceState.RUNNING);
			Dockers.patiently().until(() -> Dockers.output(earlier, this.id), "of the earlier host\n"::equals);
		}
		this.runtime = runtimeOf("echo of the host that came back; " + Dockers.SLEEP);
	}

	@AfterEach
	void closeRuntime() {
		this.runtime.close();
	}

	private DockerRuntime runtimeOf(String script) {
		return Dockers.shell(this.engine, script).build();
	}

	private WorkspaceHandler.Builder handler(DockerRuntime runtime) {
		return WorkspaceHandler.builder(runtime).store(this.store);
	}

	private Workspace await(WorkspaceHandler handler, WorkspaceState state) {
		return Dockers.patiently().until(() -> handler.get(this.id), (workspace) -> workspace.state() == state);
	}

	private static void assertOutcome(Reconciliation result, String id, Outcome outcome) {
		assertThat(result.problem()).isNull();
		assertThat(result.outcomes()).containsExactly(Map.entry(id, outcome));
	}

	@Test
	void containerThatRunsIsTakenOver() {
		try (WorkspaceHandler handler = handler(this.runtime).build()) {
			assertOutcome(handler.reconcile(), this.id, Outcome.ADOPTED);
			assertThat(Dockers.output(this.runtime, this.id)).isEqualTo("of the earlier host\n");
			this.engine.client().killContainerCmd(ContainerClient.nameOf(this.id)).exec();
			assertThat(await(handler, WorkspaceState.FAILED).lastSampleError()).isEqualTo("exited with code 137");
		}
	}

	@Test
	void containerThatWasTakenOverIsStoppedAndStartedAgain() {
		try (WorkspaceHandler handler = handler(this.runtime).build()) {
			handler.reconcile();
			assertThat(handler.stop(this.id).state()).isEqualTo(WorkspaceState.STOPPED);
			handler.restart(this.id);
			await(handler, WorkspaceState.RUNNING);
			Dockers.patiently()
				.until(() -> Dockers.output(this.runtime, this.id), "of the host that came back\n"::equals);
			assertThat(this.engine.containers()).hasSize(1);
		}
	}

	@Test
	void containerThatEndedMeanwhileHasItsExitCode() {
		this.engine.client().killContainerCmd(ContainerClient.nameOf(this.id)).exec();
		try (WorkspaceHandler handler = handler(this.runtime).build()) {
			handler.reconcile();
			Workspace failed = await(handler, WorkspaceState.FAILED);
			assertThat(failed.exitCode()).isEqualTo(137);
			assertThat(failed.lastSampleError()).isEqualTo("exited with code 137");
		}
	}

	@Test
	void containersThatEndedMeanwhileAreKeptUntilTheirExitCodesAreKnown() {
		String other;
		try (DockerRuntime earlier = runtimeOf(Dockers.SLEEP); WorkspaceHandler handler = handler(earlier).build()) {
			other = handler.create(WorkspaceRequest.named("demo").build()).id();
			Dockers.patiently().until(() -> handler.get(other).state(), WorkspaceState.RUNNING::equals);
		}
		this.engine.client().killContainerCmd(ContainerClient.nameOf(this.id)).exec();
		this.engine.client().killContainerCmd(ContainerClient.nameOf(other)).exec();
		try (DockerRuntime keepsNone = Dockers.shell(this.engine, "exit 0").retainedContainers(0).build();
				WorkspaceHandler handler = handler(keepsNone).build()) {
			assertThat(handler.reconcile().outcomes()).doesNotContainValue(Outcome.LOST);
			assertThat(await(handler, WorkspaceState.FAILED).exitCode()).isEqualTo(137);
			assertThat(Dockers.patiently()
				.until(() -> handler.get(other), (workspace) -> workspace.state() == WorkspaceState.FAILED)
				.exitCode()).isEqualTo(137);
		}
	}

	@Test
	void containerThatWasRemovedMeanwhileIsLost() {
		this.engine.removeContainers();
		try (WorkspaceHandler handler = handler(this.runtime).build()) {
			assertOutcome(handler.reconcile(), this.id, Outcome.LOST);
			assertThat(handler.get(this.id).lastSampleError())
				.isEqualTo("exit: it has ended, and nothing is left that says how");
		}
	}

	@Test
	void containerOfWorkspaceThatWasBeingProvisionedIsRemoved() {
		recordAs(WorkspaceState.PROVISIONING);
		try (WorkspaceHandler handler = handler(this.runtime).build()) {
			assertOutcome(handler.reconcile(), this.id, Outcome.INTERRUPTED);
			assertThat(handler.get(this.id).lastSampleError())
				.isEqualTo("provisioning: cut short, since the host application ended or its store was not available");
			assertThat(this.engine.containers()).isEmpty();
		}
	}

	@Test
	void workspaceThatWasBeingProvisionedGetsOneNewContainerAsConfigured() {
		recordAs(WorkspaceState.PROVISIONING);
		try (WorkspaceHandler handler = handler(this.runtime).onInterruption(Reconciliation.OnInterruption.PROVISION)
			.build()) {
			assertOutcome(handler.reconcile(), this.id, Outcome.PROVISIONED_AGAIN);
			await(handler, WorkspaceState.RUNNING);
			Dockers.patiently()
				.until(() -> Dockers.output(this.runtime, this.id), "of the host that came back\n"::equals);
			assertThat(this.engine.containers()).hasSize(1);
		}
	}

	@Test
	void containerThatRunsAgainstItsRecordIsStopped() {
		recordAs(WorkspaceState.STOPPED);
		try (WorkspaceHandler handler = handler(this.runtime).build()) {
			assertOutcome(handler.reconcile(), this.id, Outcome.STOPPED);
			assertThat(this.runtime.isRunning(this.id)).isFalse();
		}
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
		try (WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime)
			.onOrphan(Reconciliation.OnOrphan.REMOVE)
			.build()) {
			assertOutcome(handler.reconcile(), this.id, Outcome.ORPHAN_REMOVED);
			assertThat(this.engine.containers()).isEmpty();
		}
	}

	@Test
	void containerOfAnotherOwnerIsNoOrphan() {
		try (DockerRuntime other = Dockers.shell(this.engine, "exit").owner(this.engine.owner() + "-other").build();
				WorkspaceHandler handler = WorkspaceHandler.builder(other)
					.onOrphan(Reconciliation.OnOrphan.REMOVE)
					.build()) {
			assertThat(handler.reconcile().outcomes()).isEmpty();
		}
		assertThat(this.runtime.isRunning(this.id)).isTrue();
	}

	private void recordAs(WorkspaceState state) {
		Workspace running = this.store.find(this.id).orElseThrow();
		RunReport report = (state == WorkspaceState.PROVISIONING) ? null : running.report();
		this.store.replace(running, new Workspace(this.id, running.request(), state, null, null, report,
				running.createdAt(), running.updatedAt(), running.generation(), running.version() + 1), null);
	}

}

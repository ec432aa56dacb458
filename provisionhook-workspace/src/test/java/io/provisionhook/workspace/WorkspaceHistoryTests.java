package io.provisionhook.workspace;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.history.ProvisioningCount;
import io.provisionhook.workspace.history.ProvisioningRecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link WorkspaceHandler}: the history of provisionings.
 */
@Timeout(120)
class WorkspaceHistoryTests {

	@RegisterExtension
	final LogCapture log = new LogCapture();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime).build();

	private volatile @Nullable RuntimeException failure;

	@AfterEach
	void close() {
		this.handler.close();
	}

	@Test
	void workspaceThatWasStartedHasItsReportInTheHistory() {
		Workspace running = create();
		assertThat(provisionings(running)).singleElement().satisfies((provisioning) -> {
			assertThat(provisioning.workspaceId()).isEqualTo(running.id());
			assertThat(provisioning.generation()).isEqualTo(1);
			assertThat(provisioning.endedAt()).isEqualTo(running.updatedAt());
			assertThat(provisioning.outcome()).isEqualTo(MutatorOutcome.SUCCESS);
			assertThat(provisioning.report()).isEqualTo(running.report());
			assertThat(provisioning.error()).isNull();
			assertThat(provisioning.failedMutator()).isNull();
			assertThat(provisioning.tenant()).isEqualTo("acme");
			assertThat(provisioning.template()).isEqualTo("java");
		});
	}

	@Test
	void endOfAWorkspaceIsNotTheEndOfAProvisioning() {
		Workspace stopped = this.handler.stop(create().id());
		assertThat(provisionings(stopped)).hasSize(1);
	}

	@Test
	void failureNamesTheMutator() {
		this.failure = new IllegalStateException("no answer");
		this.handler.setEnvMutators(failing());
		Workspace failed = create();
		assertThat(provisionings(failed)).singleElement().satisfies((provisioning) -> {
			assertThat(provisioning.outcome()).isEqualTo(MutatorOutcome.FAILURE);
			assertThat(provisioning.failedMutator()).isEqualTo("vault");
			assertThat(provisioning.error()).isEqualTo(failed.lastSampleError()).contains("no answer");
		});
		assertThat(this.handler.history()
			.count(ProvisioningCount.Dimension.MUTATOR, failed.createdAt(), failed.updatedAt().plusSeconds(1)))
			.containsExactly(new ProvisioningCount("vault", MutatorOutcome.FAILURE, 1));
	}

	@Test
	void failureOfTheStartNamesNoMutator() {
		this.handler.setEnvMutators(failing());
		this.runtime.startFailure = new IOException("no such image");
		assertThat(provisionings(create())).singleElement().satisfies((provisioning) -> {
			assertThat(provisioning.outcome()).isEqualTo(MutatorOutcome.FAILURE);
			assertThat(provisioning.failedMutator()).isNull();
			assertThat(provisioning.error()).isEqualTo("start: no such image");
		});
	}

	@Test
	void provisioningThatWasStoppedIsCancelled() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.runtime.whileBase = (progress) -> {
			begun.countDown();
			Await.latchIgnoringInterruption(goOn);
		};
		Workspace provisioning = this.handler.create(request());
		Await.latch(begun);
		this.handler.stop(provisioning.id());
		goOn.countDown();
		Await.settled(this.handler, provisioning);
		assertThat(provisionings(provisioning)).singleElement()
			.extracting(ProvisioningRecord::outcome, ProvisioningRecord::report)
			.containsExactly(MutatorOutcome.CANCELLED, null);
	}

	@Test
	void restartThatFailedIsInTheHistoryOfTheRunningWorkspace() {
		this.handler.setEnvMutators(failing());
		Workspace running = create();
		this.failure = new IllegalStateException("no answer");
		this.handler.restart(running.id());
		Workspace kept = Await.settled(this.handler, running);
		assertThat(kept.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(provisionings(kept)).extracting(ProvisioningRecord::generation, ProvisioningRecord::outcome)
			.containsExactly(tuple(2L, MutatorOutcome.FAILURE), tuple(1L, MutatorOutcome.SUCCESS));
		assertThat(provisionings(kept).get(0).failedMutator()).isEqualTo("vault");
		assertThat(this.log.lines()).hasSize(1);
	}

	@Test
	void restartIsAnotherGeneration() {
		Workspace running = create();
		this.handler.restart(running.id());
		Workspace again = Await.settled(this.handler, running);
		assertThat(provisionings(again)).extracting(ProvisioningRecord::generation).containsExactly(2L, 1L);
		assertThat(this.handler.history()
			.count(ProvisioningCount.Dimension.OUTCOME, Instant.EPOCH, Instant.now().plusSeconds(60)))
			.containsExactly(new ProvisioningCount(null, MutatorOutcome.SUCCESS, 2));
	}

	private List<ProvisioningRecord> provisionings(Workspace workspace) {
		return this.handler.history().provisionings(workspace.id());
	}

	private Registry failing() {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("vault", (context, env) -> {
			RuntimeException thrown = this.failure;
			if (thrown != null) {
				throw thrown;
			}
		}));
		return registry;
	}

	private static WorkspaceRequest request() {
		return WorkspaceRequest.named("demo").tenant("acme").template("java").build();
	}

	private Workspace create() {
		return Await.settled(this.handler, this.handler.create(request()));
	}

}

package io.provisionhook.workspace;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.Reconciliation.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceHandler#reconcile}: beside whatever else the handler does.
 */
@Timeout(300)
class ReconciliationRaceTests {

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	private final EarlierHost earlier = new EarlierHost();

	private final WorkspaceHandler handler = this.earlier.handler(Reconciliation.OnInterruption.FAIL,
			Reconciliation.OnOrphan.REPORT);

	@AfterEach
	void closeHandler() {
		this.handler.close();
	}

	private void assertOutcomes(Map<String, Outcome> outcomes) {
		EarlierHost.assertOutcomes(this.handler.reconcile(), outcomes);
	}

	@Test
	void ownWorkspacesAreNotTouched() throws Exception {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		CountDownLatch began = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		Registry registry = new Registry();
		registry.register(EnvMutator.of("slow", (context, env) -> {
			began.countDown();
			Await.latch(proceed);
		}));
		this.handler.setEnvMutators(registry);
		Workspace underWay = this.handler.create(this.request);
		Await.latch(began);
		assertOutcomes(Map.of());
		proceed.countDown();
		assertThat(Await.settled(this.handler, underWay).state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.handler.get(running.id())).isEqualTo(running);
		assertThat(this.earlier.runtime.events).containsExactly("start demo", "start demo");
	}

	@Test
	void workspaceThatIsRecordedAtThisMomentIsNotTouched() throws Exception {
		CountDownLatch recorded = new CountDownLatch(1);
		CountDownLatch reconciled = new CountDownLatch(1);
		this.earlier.store.afterInsert = (workspace) -> {
			recorded.countDown();
			Await.latchIgnoringInterruption(reconciled);
		};
		CompletableFuture<Workspace> created = CompletableFuture.supplyAsync(() -> this.handler.create(this.request));
		Await.latch(recorded);
		assertOutcomes(Map.of());
		reconciled.countDown();
		assertThat(Await.settled(this.handler, created.join()).state()).isEqualTo(WorkspaceState.RUNNING);
	}

	@Test
	void ownWorkspaceWhoseEndCouldNotBeRecordedIsSettled() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.earlier.store.failBefore(WorkspaceState.FAILED);
		this.earlier.runtime.exit(running.id(), 1);
		assertThat(this.handler.get(running.id())).isEqualTo(running);
		this.earlier.store.work();
		assertOutcomes(Map.of(running.id(), Outcome.LOST));
		assertThat(this.log.lines()).containsExactly("SEVERE: Workspace " + running.id()
				+ " could not be marked as failed: java.lang.IllegalStateException");
	}

	@Test
	void stopOfHalfProvisionedWorkspaceBeforeItIsComparedIsWhatCounts() {
		this.earlier.provisioning("w1");
		this.earlier.runtime.left("w1");
		assertThat(this.handler.stop("w1").state()).isEqualTo(WorkspaceState.STOPPED);
		assertOutcomes(Map.of("w1", Outcome.STOPPED));
		assertThat(this.earlier.runtime.isRunning("w1")).isFalse();
	}

	@Test
	void workspaceThatIsRestartedMeanwhileIsAdoptedFirst() {
		this.earlier.running("w1");
		this.earlier.runtime.left("w1");
		AtomicBoolean first = new AtomicBoolean(true);
		this.earlier.store.beforeFind = (id) -> {
			if (id.equals("w1") && first.compareAndSet(true, false)) {
				this.handler.restart("w1");
			}
		};
		assertOutcomes(Map.of("w1", Outcome.ADOPTED));
		Workspace again = Await.settled(this.handler, this.handler.get("w1"));
		assertThat(again.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(again.generation()).isEqualTo(2);
		assertThat(this.earlier.runtime.events).containsExactly("adopt w1", "stop", "start demo");
	}

	@Test
	void closedHandlerComparesNothing() {
		Workspace running = this.earlier.running("w1");
		this.earlier.runtime.left("w1");
		this.handler.close();
		Reconciliation result = this.handler.reconcile();
		assertThat(result.problem()).isEqualTo("the host application is stopping");
		assertThat(this.handler.get("w1")).isEqualTo(running);
	}

}

package io.provisionhook.workspace;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WorkspaceHandler#shutdown}, and for running workspaces at the end of
 * the host application.
 */
@Timeout(300)
class WorkspaceShutdownTests {

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final HookedStore store = new HookedStore();

	private final CountDownLatch began = new CountDownLatch(1);

	private final CountDownLatch proceed = new CountDownLatch(1);

	private final WorkspaceHandler handler = handler(WorkspaceHandler.OnShutdown.KEEP);

	private WorkspaceHandler handler(WorkspaceHandler.OnShutdown onShutdown) {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("slow", (context, env) -> {
			this.began.countDown();
			Await.latch(this.proceed);
		}));
		WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime)
			.store(this.store)
			.concurrency(1)
			.onShutdown(onShutdown)
			.build();
		handler.setEnvMutators(registry);
		return handler;
	}

	@AfterEach
	void closeHandler() {
		this.handler.close();
	}

	@Test
	void workspacesThatWereAcceptedAreProvisioned() throws Exception {
		Workspace underWay = this.handler.create(this.request);
		Workspace waiting = this.handler.create(this.request);
		Await.latch(this.began);
		CompletableFuture<Void> done = this.handler.shutdown().toCompletableFuture();
		assertThat(done).isNotDone();
		this.proceed.countDown();
		Await.patiently().until(done::isDone);
		assertThat(this.handler.get(underWay.id()).state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.handler.get(waiting.id()).state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.runtime.events).containsExactly("start demo", "start demo");
	}

	@Test
	void workspaceThatIsRecordedAtThisMomentIsWaitedFor() throws Exception {
		this.proceed.countDown();
		CountDownLatch recorded = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.store.afterInsert = (workspace) -> {
			recorded.countDown();
			Await.latchIgnoringInterruption(goOn);
		};
		CompletableFuture<Workspace> created = CompletableFuture.supplyAsync(() -> this.handler.create(this.request));
		Await.latch(recorded);
		CompletableFuture<Void> done = this.handler.shutdown().toCompletableFuture();
		assertThat(done).isNotDone();
		goOn.countDown();
		Await.patiently().until(done::isDone);
		assertThat(this.handler.get(created.join().id()).state()).isEqualTo(WorkspaceState.RUNNING);
	}

	@Test
	void nothingMoreIsAccepted() {
		this.proceed.countDown();
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		assertThat(this.handler.shutdown().toCompletableFuture()).isDone();
		assertThatExceptionOfType(WorkspaceHandlerClosedException.class)
			.isThrownBy(() -> this.handler.create(this.request))
			.withMessage("The host application is stopping");
		assertThatExceptionOfType(WorkspaceHandlerClosedException.class)
			.isThrownBy(() -> this.handler.restart(running.id()))
			.withMessage("The host application is stopping");
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).containsExactly(running);
	}

	@Test
	void closeFailsWhatIsStillUnderWay() throws Exception {
		Workspace underWay = this.handler.create(this.request);
		Await.latch(this.began);
		CompletableFuture<Void> done = this.handler.shutdown().toCompletableFuture();
		this.handler.close();
		assertThat(this.handler.get(underWay.id()).state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(this.handler.get(underWay.id()).lastSampleError())
			.isEqualTo("provisioning: the host application stopped");
		Await.patiently().until(done::isDone);
		assertThat(this.runtime.events).isEmpty();
	}

	@Test
	void closeLeavesWhatThisHostDoesNotProvision() {
		Workspace left = Workspace.create("w1", this.request, null, "", Instant.EPOCH);
		this.store.insert(left);
		this.handler.close();
		assertThat(this.handler.get("w1")).isEqualTo(left);
	}

	@Test
	void closeWaitsUntilWhatStartedMeanwhileIsStopped() throws Exception {
		this.proceed.countDown();
		CountDownLatch starting = new CountDownLatch(1);
		this.runtime.beforeStart = () -> {
			starting.countDown();
			Await.interruption();
		};
		Workspace workspace = this.handler.create(this.request);
		Await.latch(starting);
		this.handler.close();
		assertThat(this.runtime.events).containsExactly("start demo", "stop");
		assertThat(this.runtime.isRunning(workspace.id())).isFalse();
	}

	@Test
	void runningWorkspacesGoOnUnlessTheyAreToBeStopped() {
		this.proceed.countDown();
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		assertThat(this.handler.shutdown().toCompletableFuture()).isDone();
		this.handler.close();
		assertThat(this.handler.get(running.id())).isEqualTo(running);
		assertThat(this.runtime.isRunning(running.id())).isTrue();
	}

	@Test
	void endOfWorkspaceThatGoesOnIsRecordedForAsLongAsTheHostIsThere() {
		this.proceed.countDown();
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		this.handler.close();
		this.runtime.exit(running.id(), 3);
		assertThat(this.handler.get(running.id()).state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(this.handler.get(running.id()).exitCode()).isEqualTo(3);
	}

	@Test
	void runningWorkspacesAreStoppedAsConfigured() {
		this.proceed.countDown();
		try (WorkspaceHandler handler = handler(WorkspaceHandler.OnShutdown.STOP)) {
			Workspace running = Await.settled(handler, handler.create(this.request));
			Await.patiently().until(handler.shutdown().toCompletableFuture()::isDone);
			assertThat(handler.get(running.id()).state()).isEqualTo(WorkspaceState.STOPPED);
			assertThat(this.runtime.isRunning(running.id())).isFalse();
		}
	}

	@Test
	void closeAloneStopsRunningWorkspacesAsConfigured() {
		this.proceed.countDown();
		WorkspaceHandler handler = handler(WorkspaceHandler.OnShutdown.STOP);
		Workspace running = Await.settled(handler, handler.create(this.request));
		handler.close();
		assertThat(handler.get(running.id()).state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(this.runtime.events).containsExactly("start demo", "stop");
	}

	@Test
	void workspacesThatCannotOutliveTheHostAreStopped() {
		this.proceed.countDown();
		this.runtime.outlivesHost = false;
		WorkspaceHandler handler = handler(WorkspaceHandler.OnShutdown.KEEP);
		Workspace running = Await.settled(handler, handler.create(this.request));
		handler.close();
		assertThat(handler.get(running.id()).state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(this.runtime.events).containsExactly("start demo", "stop");
	}

	@Test
	void workspaceThatCannotBeStoppedDoesNotKeepTheHostFromStopping() {
		this.proceed.countDown();
		WorkspaceHandler handler = handler(WorkspaceHandler.OnShutdown.STOP);
		Workspace running = Await.settled(handler, handler.create(this.request));
		this.runtime.stopFailure = new IllegalStateException("no answer");
		handler.close();
		assertThat(handler.get(running.id())).isEqualTo(running);
		assertThat(this.log.lines())
			.containsExactly("SEVERE: Workspace '" + running.id() + "' could not be stopped: no answer");
		this.runtime.exit(running.id(), 143);
		assertThat(handler.get(running.id()).state()).as("wanted, whatever its code").isEqualTo(WorkspaceState.STOPPED);
	}

	@Test
	void storeThatIsGoneDoesNotKeepTheHostFromStopping() throws Exception {
		Workspace underWay = this.handler.create(this.request);
		Await.latch(this.began);
		CompletableFuture<Void> done = this.handler.shutdown().toCompletableFuture();
		this.store.failBefore(WorkspaceState.FAILED);
		this.handler.close();
		Await.patiently().until(done::isDone);
		assertThat(this.handler.get(underWay.id()).state()).isEqualTo(WorkspaceState.PROVISIONING);
		// By the thread that closes the handler, and by the task that ends then
		assertThat(this.log.lines()).hasSize(2)
			.containsOnly("SEVERE: Workspace " + underWay.id()
					+ " could not be marked as failed: java.lang.IllegalStateException");
	}

}

package io.provisionhook.workspace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.ProvisioningStep;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link WorkspaceHandler}: workspaces that are provisioned.
 */
@Timeout(300)
class WorkspaceHandlerTests {

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final Registry registry = new Registry();

	private final WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime).build();

	@AfterEach
	void closeHandler() {
		this.handler.close();
	}

	@Test
	void createAnswersWhileMutatorIsStillAtWork() throws Exception {
		CountDownLatch proceed = new CountDownLatch(1);
		this.registry.register(EnvMutator.of("slow", (context, env) -> Await.latch(proceed)));
		this.handler.setEnvMutators(this.registry);
		Workspace workspace = this.handler.create(this.request);
		assertThat(workspace.state()).isEqualTo(WorkspaceState.PROVISIONING);
		assertThat(this.handler.get(workspace.id())).isEqualTo(workspace);
		assertThat(this.runtime.launches).isEmpty();
		proceed.countDown();
		assertThat(Await.settled(this.handler, workspace).state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.runtime.launches).hasSize(1);
	}

	@Test
	void createReturnsFirstRecord() {
		ManualWorkspaceClock clock = new ManualWorkspaceClock();
		try (WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime).clock(() -> clock).build()) {
			Workspace workspace = handler.create(this.request);
			assertThat(workspace.id()).isNotBlank();
			assertThat(workspace).isEqualTo(new Workspace(workspace.id(), this.request, WorkspaceState.PROVISIONING,
					null, null, null, clock.instant(), clock.instant(), 1, 0));
		}
	}

	@Test
	void eachRecordHasTheTimeAtWhichItWasMade() {
		ManualWorkspaceClock clock = new ManualWorkspaceClock();
		Instant start = clock.instant();
		try (WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime).clock(() -> clock).build()) {
			Workspace running = Await.settled(handler, handler.create(this.request));
			clock.advance(Duration.ofSeconds(1));
			Workspace stopped = handler.stop(running.id());
			clock.advance(Duration.ofSeconds(1));
			Workspace again = handler.restart(running.id());
			Await.settled(handler, again);
			clock.advance(Duration.ofSeconds(1));
			this.runtime.exit(running.id(), 1);
			Workspace ended = handler.get(running.id());
			assertThat(List.of(running, stopped, again, ended)).extracting(Workspace::updatedAt)
				.containsExactly(start, start.plusSeconds(1), start.plusSeconds(2), start.plusSeconds(3));
			assertThat(ended.createdAt()).isEqualTo(start);
		}
	}

	@Test
	void recordOfRunningWorkspaceHasReport() {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		this.handler.setEnvMutators(this.registry);
		Workspace created = this.handler.create(this.request);
		Workspace running = Await.settled(this.handler, created);
		assertThat(running.report()).isNotNull()
			.satisfies((report) -> assertThat(report.mutators()).extracting(MutatorReport::name).containsExactly("a"));
		assertThat(running).isEqualTo(new Workspace(created.id(), this.request, WorkspaceState.RUNNING, null, null,
				running.report(), created.createdAt(), running.updatedAt(), 1, 1));
		assertThat(running.updatedAt()).isAfterOrEqualTo(created.updatedAt());
	}

	@Test
	@DisplayName("no registry is a no-op")
	void withoutRegistryNoMutatorRuns() {
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		assertThat(running.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(running.report()).isNotNull()
			.satisfies((report) -> assertThat(report.steps()).extracting(ProvisioningStep::kind)
				.doesNotContain(ProvisioningStep.Kind.MUTATORS))
			.satisfies((report) -> assertThat(report.mutators()).isEmpty());
		assertThat(this.runtime.launch().environment()).containsOnlyKeys("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL",
				"GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL");
	}

	@Test
	void setEnvMutatorsToNullTakesThemAway() {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		this.handler.setEnvMutators(this.registry);
		this.handler.setEnvMutators(null);
		Workspace running = Await.settled(this.handler, this.handler.create(this.request));
		assertThat(running.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.runtime.launch().environment()).doesNotContainKey("A");
	}

	@Test
	void setEnvMutatorsDoesNotTouchRunUnderWay() throws Exception {
		CountDownLatch began = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			began.countDown();
			Await.latch(proceed);
		}));
		this.registry.register(EnvMutator.of("b", (context, env) -> env.put("B", "1")));
		this.handler.setEnvMutators(this.registry);
		Workspace workspace = this.handler.create(this.request);
		Await.latch(began);
		this.handler.setEnvMutators(null);
		proceed.countDown();
		Await.settled(this.handler, workspace);
		assertThat(this.runtime.launch().environment()).containsEntry("B", "1");
	}

	@Test
	void createOfSameRequestTwiceMakesTwoWorkspaces() {
		Workspace first = this.handler.create(this.request);
		Workspace second = this.handler.create(this.request);
		assertThat(first.id()).isNotEqualTo(second.id());
		assertThat(Await.settled(this.handler, first).state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(Await.settled(this.handler, second).state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.runtime.launches).extracting(WorkspaceLaunch::workspaceId)
			.containsExactlyInAnyOrder(first.id(), second.id());
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).extracting(Workspace::id)
			.containsExactlyInAnyOrder(first.id(), second.id());
	}

	@Test
	void createOfSameRequestByTwoAtOnceMakesTwoWorkspaces() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try {
			CyclicBarrier together = new CyclicBarrier(2);
			Callable<Workspace> creating = () -> {
				together.await(60, TimeUnit.SECONDS);
				return this.handler.create(this.request);
			};
			for (Future<Workspace> created : threads.invokeAll(List.of(creating, creating), 60, TimeUnit.SECONDS)) {
				assertThat(Await.settled(this.handler, created.get()).state()).isEqualTo(WorkspaceState.RUNNING);
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).hasSize(2);
		assertThat(this.runtime.launches).extracting(WorkspaceLaunch::workspaceId)
			.containsExactlyInAnyOrderElementsOf(
					this.handler.list(WorkspaceQuery.newest(1000)).workspaces().stream().map(Workspace::id).toList());
	}

	@Test
	void createRefusesWhatRuntimeCannotStartBeforeStoringIt() {
		WorkspaceRequest unknown = WorkspaceRequest.named("demo").template("unknown").build();
		assertThatIllegalArgumentException().isThrownBy(() -> this.handler.create(unknown))
			.withMessage("Unknown template \"unknown\"");
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).isEmpty();
	}

	@Test
	void logIsThatOfTheRuntime() throws IOException {
		Workspace workspace = this.handler.create(this.request);
		assertThat(this.handler.log(workspace.id())).asString(StandardCharsets.UTF_8)
			.isEqualTo("log of " + workspace.id());
	}

	@Test
	void unknownIdIsRefused() {
		for (Runnable call : List.<Runnable>of(() -> this.handler.get("w9"), () -> this.handler.stop("w9"),
				() -> this.handler.restart("w9"))) {
			assertThatExceptionOfType(WorkspaceNotFoundException.class).isThrownBy(call::run)
				.withMessage("There is no workspace 'w9'")
				.satisfies((ex) -> assertThat(ex.getWorkspaceId()).isEqualTo("w9"));
		}
		assertThatExceptionOfType(WorkspaceNotFoundException.class).isThrownBy(() -> this.handler.log("w9"))
			.withMessage("There is no workspace 'w9'");
	}

}

package io.provisionhook.autoconfigure.workspace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.workspace.InMemoryWorkspaceStore;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceQuery;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;
import io.provisionhook.workspace.history.ProvisioningHistory;
import io.provisionhook.workspace.history.ProvisioningRecord;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;
import io.provisionhook.workspace.test.FakeRuntime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReconciliationScheduler} and {@link ReconciliationLogger}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReconciliationSchedulerTests {

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	private final FakeRuntime runtime = new FakeRuntime();

	private final OutageStore store = new OutageStore();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class,
				WorkspaceHandlerAutoConfiguration.class, WorkspaceLifecycleAutoConfiguration.class))
		.withBean(WorkspaceRuntime.class, () -> this.runtime)
		.withBean(WorkspaceStore.class, () -> this.store);

	private static void await(CountDownLatch latch) throws InterruptedException {
		assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
	}

	private static ConditionFactory patiently() {
		return Awaitility.await().atMost(Duration.ofSeconds(60));
	}

	@Test
	void startSaysNothingIfNothingWasLeft(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(WorkspaceLifecycle.class));
		assertThat(output).doesNotContain("compared with the runtime");
	}

	@Test
	void runningWorkspaceIsTakenOver(CapturedOutput output) {
		this.runtime.outlivesHost = true;
		RunningWorkspace.leaveBy(this.contextRunner);
		this.contextRunner.run((context) -> {
			WorkspaceHandler handler = context.getBean(WorkspaceHandler.class);
			Workspace workspace = handler.list(WorkspaceQuery.newest(1000)).workspaces().get(0);
			assertThat(workspace.state()).isEqualTo(WorkspaceState.RUNNING);
			this.runtime.exit(workspace.id(), 3);
			assertThat(handler.get(workspace.id()).lastSampleError()).isEqualTo("exited with code 3");
		});
		assertThat(output).contains("provisionhook: workspaces compared with the runtime: 1 still running and adopted");
	}

	@Test
	void orphansAreNamed(CapturedOutput output) {
		this.runtime.left("o1");
		this.runtime.left("o2");
		this.contextRunner.run((context) -> assertThat(output)
			.contains("provisionhook: the runtime has 2 workspaces without a record: o1, o2; "
					+ "remove them, or set provisionhook.workspace.on-orphan=remove"));
		assertThat(this.runtime.isRunning("o1")).isTrue();
	}

	@Test
	void orphansWithUnprintableIdsAreNamedSafely(CapturedOutput output) {
		this.runtime.left("o1\u202e\nforged");
		this.runtime.left("o2" + "x".repeat(300));
		this.contextRunner.run((context) -> assertThat(output)
			.contains("without a record: o1??forged, o2" + "x".repeat(253) + "...; remove them"));
	}

	@Test
	void orphansAreRemovedAsConfigured(CapturedOutput output) {
		this.runtime.left("o1");
		this.contextRunner.withPropertyValues("provisionhook.workspace.on-orphan=remove")
			.run((context) -> assertThat(this.runtime.isRunning("o1")).isFalse());
		assertThat(output)
			.contains("provisionhook: workspaces compared with the runtime: 1 without a record and removed");
	}

	@Test
	void orphansAreNotNamedAgainWhileSomethingElseCannotBeCompared(CapturedOutput output) {
		CountDownLatch attempts = new CountDownLatch(3);
		this.runtime.left("o1");
		this.store.insert(new Workspace("w1", this.request, WorkspaceState.PROVISIONING, null, null, null,
				Instant.EPOCH, Instant.EPOCH, 1, 0));
		this.runtime.beforeStop = () -> {
			attempts.countDown();
			throw new IllegalStateException("device busy");
		};
		this.contextRunner.withPropertyValues("provisionhook.workspace.reconciliation-interval=20ms")
			.run((context) -> await(attempts));
		assertThat(output.toString().split("without a record: o1", -1)).hasSize(2);
		assertThat(output.toString().split("\\(workspace 'w1': device busy\\)", -1)).hasSize(2);
	}

	@Test
	void runtimeThatDoesNotAnswerAtTheStartIsAskedAgain(CapturedOutput output) {
		this.runtime.outlivesHost = true;
		RunningWorkspace.leaveBy(this.contextRunner);
		this.runtime.unreachable = true;
		this.contextRunner.withPropertyValues("provisionhook.workspace.reconciliation-interval=20ms").run((context) -> {
			assertThat(output).contains("provisionhook: not all workspaces could be compared with the runtime "
					+ "(runtime: no engine); trying again every 20ms");
			this.runtime.unreachable = false;
			patiently().untilAsserted(() -> assertThat(output).contains("1 still running and adopted"));
		});
		assertThat(output.toString().split("trying again", -1)).hasSize(2);
	}

	@Test
	void workspaceThatStoreCouldNotRecordAsEndedIsRecordedLater(CapturedOutput output) {
		this.contextRunner.withPropertyValues("provisionhook.workspace.reconciliation-interval=20ms").run((context) -> {
			WorkspaceHandler handler = context.getBean(WorkspaceHandler.class);
			Workspace workspace = handler.create(this.request);
			patiently().until(() -> handler.get(workspace.id()).state() == WorkspaceState.RUNNING);
			this.store.isAway = true;
			this.runtime.exit(workspace.id(), 1);
			patiently().untilAsserted(() -> assertThat(output)
				.contains("provisionhook: not all workspaces could be compared with the runtime (store: no database)"));
			this.store.isAway = false;
			patiently().until(() -> handler.get(workspace.id()).state() == WorkspaceState.FAILED);
		});
	}

	@Test
	void nothingKeepsTheJvmFromEnding() {
		this.runtime.unreachable = true;
		this.contextRunner.run((context) -> assertThat(Thread.getAllStackTraces().keySet())
			.filteredOn((thread) -> thread.getName().startsWith("provisionhook-"))
			.isNotEmpty()
			.allMatch(Thread::isDaemon));
	}

	@Test
	void applicationStopsWhileRuntimeDoesNotAnswer() {
		this.runtime.unreachable = true;
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed());
		patiently().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.noneMatch((name) -> name.startsWith("provisionhook-reconciliation-")));
	}

	/**
	 * A store that is away at times.
	 */
	private static final class OutageStore implements WorkspaceStore {

		private final InMemoryWorkspaceStore workspaces = new InMemoryWorkspaceStore();

		private volatile boolean isAway;

		private InMemoryWorkspaceStore workspaces() {
			if (this.isAway) {
				throw new IllegalStateException("no database");
			}
			return this.workspaces;
		}

		@Override
		public void insert(Workspace workspace) {
			workspaces().insert(workspace);
		}

		@Override
		public boolean replace(Workspace expected, Workspace next, @Nullable ProvisioningRecord ended) {
			return workspaces().replace(expected, next, ended);
		}

		@Override
		public boolean delete(Workspace expected) {
			return workspaces().delete(expected);
		}

		@Override
		public Optional<Workspace> find(String id) {
			return workspaces().find(id);
		}

		@Override
		public List<Workspace> find(WorkspaceQuery query) {
			return workspaces().find(query);
		}

		@Override
		public Map<WorkspaceState, Long> countByState(Instant since) {
			return workspaces().countByState(since);
		}

		@Override
		public ProvisioningHistory history() {
			return workspaces().history();
		}

	}

}

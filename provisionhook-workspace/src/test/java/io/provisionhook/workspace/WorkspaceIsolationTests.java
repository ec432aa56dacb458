package io.provisionhook.workspace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.EnvMutator;
import io.provisionhook.Lease;
import io.provisionhook.Registry;
import io.provisionhook.ThreadTraces;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceHandler}: nothing that is left on a thread by what provisions
 * one workspace reaches another workspace.
 */
@Timeout(300)
class WorkspaceIsolationTests {

	private final ThreadTraces traces = new ThreadTraces();

	private final List<String> found = new CopyOnWriteArrayList<>();

	private final List<Thread> threads = new CopyOnWriteArrayList<>();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final WorkspaceHandler.Builder builder = WorkspaceHandler.builder(this.runtime).concurrency(1);

	@Test
	void provisionWhenSecretSourceLeavesTracesLeavesNoneToTheNextWorkspace() {
		this.builder.secretSource(new SecretSource() {

			@Override
			public Map<String, String> workspaceSecrets(String workspaceId, WorkspaceRequest request) {
				lookAndLeaveAll();
				return Map.of();
			}

		});
		assertNoneReachesTheSecond();
	}

	@Test
	void provisionWhenSecretSourceLeavesInterruptionLeavesNoneToTheNextWorkspace() {
		this.builder.secretSource(new SecretSource() {

			@Override
			public Map<String, String> globalSecrets() {
				lookAndLeaveAll();
				Thread.currentThread().interrupt();
				return Map.of();
			}

		});
		assertNoneReachesTheSecond();
	}

	@Test
	void provisionWhenListenerLeavesTracesLeavesNoneToTheNextWorkspace() {
		this.builder.listener((workspace) -> {
			if (workspace.state() == WorkspaceState.RUNNING) {
				lookAndLeaveAll();
			}
		});
		assertNoneReachesTheSecond();
	}

	@Test
	void provisionWhenRequestingThreadHasTracesFindsNone() throws Exception {
		try (WorkspaceHandler handler = this.builder.listener((workspace) -> {
			if (workspace.state() == WorkspaceState.RUNNING) {
				this.found.addAll(this.traces.found());
			}
		}).build()) {
			Thread requesting = new Thread(() -> {
				this.traces.leaveAll();
				Await.settled(handler, handler.create(WorkspaceRequest.named("demo").build()));
			});
			requesting.start();
			requesting.join(60_000);
		}
		assertThat(this.runtime.launches).hasSize(1);
		assertThat(this.found).isEmpty();
	}

	@Test
	void callerWhenListenerLeavesTracesHasItsThreadAsItWas() throws Exception {
		try (WorkspaceHandler handler = this.builder.listener((workspace) -> this.traces.leaveOnThread()).build()) {
			onThreadOfItsOwn(() -> {
				Workspace running = Await.settled(handler, handler.create(WorkspaceRequest.named("demo").build()));
				this.found.addAll(this.traces.found());
				handler.stop(running.id());
				this.found.addAll(this.traces.found());
			});
			assertThat(handler.list(WorkspaceQuery.newest(1000)).workspaces()).extracting(Workspace::state)
				.containsExactly(WorkspaceState.STOPPED);
		}
		assertThat(this.found).isEmpty();
	}

	@Test
	void leaseListenerFindsNothingOfAnotherWorkspace() {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("app",
				(context, env) -> env.putSecret("API_TOKEN", "secret-1", Lease.until(Instant.now().plusMillis(500)))));
		this.builder.minimumLease(Duration.ZERO).secretSource(new SecretSource() {

			@Override
			public Map<String, String> globalSecrets() {
				WorkspaceIsolationTests.this.traces.leaveAll();
				return Map.of();
			}

		}).leaseExpiryListener((expiry) -> lookAndLeaveAll());
		try (WorkspaceHandler handler = this.builder.build()) {
			handler.setEnvMutators(registry);
			for (int count = 1; count <= 2; count++) {
				int expected = count;
				handler.create(WorkspaceRequest.named("demo").build());
				Await.patiently().until(() -> this.threads.size() == expected);
			}
		}
		assertThat(this.threads).hasSize(2).doesNotHaveDuplicates();
		assertThat(this.found).isEmpty();
	}

	@Test
	void stopWhenClosingThreadHasTracesFindsNone() throws Exception {
		WorkspaceHandler handler = this.builder.onShutdown(WorkspaceHandler.OnShutdown.STOP).build();
		Await.settled(handler, handler.create(WorkspaceRequest.named("demo").build()));
		this.runtime.beforeStop = () -> this.found.addAll(this.traces.found());
		onThreadOfItsOwn(() -> {
			this.traces.leaveAll();
			handler.close();
		});
		assertThat(this.runtime.events).endsWith("stop");
		assertThat(this.found).isEmpty();
	}

	private static void onThreadOfItsOwn(Runnable task) throws InterruptedException {
		Thread thread = new Thread(task);
		thread.start();
		thread.join();
	}

	private void lookAndLeaveAll() {
		this.threads.add(Thread.currentThread());
		this.found.addAll(this.traces.found());
		this.traces.leaveAll();
	}

	private void assertNoneReachesTheSecond() {
		try (WorkspaceHandler handler = this.builder.build()) {
			for (String name : List.of("first", "second")) {
				Await.settled(handler, handler.create(WorkspaceRequest.named(name).build()));
			}
		}
		assertThat(this.threads).hasSize(2).doesNotHaveDuplicates();
		assertThat(this.found).isEmpty();
	}

}

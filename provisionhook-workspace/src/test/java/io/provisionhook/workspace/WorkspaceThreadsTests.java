package io.provisionhook.workspace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link WorkspaceHandler}: the threads that provision.
 */
@Timeout(300)
class WorkspaceThreadsTests {

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final Registry registry = new Registry();

	@Test
	void handlerProvisionsBoundedNumberAtATime() {
		AtomicInteger active = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		Semaphore permits = new Semaphore(0);
		this.registry.register(EnvMutator.of("busy", (context, env) -> {
			most.accumulateAndGet(active.incrementAndGet(), Math::max);
			assertThat(permits.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
			active.decrementAndGet();
		}));
		try (WorkspaceHandler handler = handler(WorkspaceHandler.builder(this.runtime).concurrency(2))) {
			List<Workspace> workspaces = new ArrayList<>();
			for (int i = 0; i < 6; i++) {
				workspaces.add(handler.create(this.request));
			}
			for (int i = 0; i < 3; i++) {
				int started = 2 * i;
				Await.patiently().until(() -> active.get() == 2 && this.runtime.launches.size() == started);
				permits.release(2);
			}
			assertThat(workspaces).allSatisfy((workspace) -> assertThat(Await.settled(handler, workspace).state())
				.isEqualTo(WorkspaceState.RUNNING));
		}
		assertThat(most).hasValue(2);
	}

	@Test
	void waitingWorkspacesComeInOrderOfCreation() throws Exception {
		CountDownLatch proceed = new CountDownLatch(1);
		this.registry.register(EnvMutator.of("slow", (context, env) -> Await.latch(proceed)));
		try (WorkspaceHandler handler = handler(WorkspaceHandler.builder(this.runtime).concurrency(1))) {
			List<Workspace> workspaces = Stream.of("c", "a", "b")
				.map((name) -> handler.create(WorkspaceRequest.named(name).build()))
				.toList();
			proceed.countDown();
			workspaces.forEach((workspace) -> Await.settled(handler, workspace));
		}
		assertThat(this.runtime.events).containsExactly("start c", "start a", "start b");
	}

	@Test
	void failedWorkspaceFreesItsPlace() {
		this.registry.register(EnvMutator.of("picky", (context, env) -> {
			if (context.request().name().equals("bad")) {
				throw new OutOfMemoryError("boom");
			}
		}));
		try (WorkspaceHandler handler = handler(WorkspaceHandler.builder(this.runtime).concurrency(1))) {
			Workspace bad = handler.create(WorkspaceRequest.named("bad").build());
			Workspace good = handler.create(this.request);
			assertThat(Await.settled(handler, good).state()).isEqualTo(WorkspaceState.RUNNING);
			assertThat(handler.get(bad.id()).state()).isEqualTo(WorkspaceState.FAILED);
		}
	}

	@Test
	void handlerProvisionsOnDaemonThread() {
		List<Thread> threads = new ArrayList<>();
		WorkspaceHandler.Builder builder = WorkspaceHandler.builder(this.runtime).secretSource(new SecretSource() {

			@Override
			public Map<String, String> globalSecrets() {
				threads.add(Thread.currentThread());
				return Map.of();
			}

		});
		try (WorkspaceHandler handler = handler(builder)) {
			Await.settled(handler, handler.create(this.request));
		}
		assertThat(threads).singleElement().satisfies((thread) -> {
			assertThat(thread.isDaemon()).isTrue();
			assertThat(thread.getName()).startsWith("provisionhook-step-");
		});
	}

	@Test
	void taskAndItsStepsAreDecoratedOnTheThreadsThatAskForThem() {
		List<Object> seen = new CopyOnWriteArrayList<>();
		this.registry.register(EnvMutator.of("a", (context, env) -> seen.add("mutator")));
		try (WorkspaceHandler handler = handler(WorkspaceHandler.builder(this.runtime).taskDecorator((task) -> {
			seen.add(Thread.currentThread());
			return () -> {
				seen.add("decorator");
				task.run();
			};
		}))) {
			Await.settled(handler, handler.create(this.request));
		}
		assertThat(seen).filteredOn("mutator"::equals).hasSize(1);
		// The request is validated, then the task runs with two steps before the mutator
		assertThat(seen).startsWith(Thread.currentThread(), "decorator", Thread.currentThread(), "decorator");
		assertThat(seen.subList(0, seen.indexOf("mutator"))).filteredOn("decorator"::equals).hasSize(3);
	}

	@Test
	void workspaceIsFailedWhenItsTaskCannotBeDecorated() {
		try (WorkspaceHandler handler = handler(WorkspaceHandler.builder(this.runtime).taskDecorator((task) -> {
			throw new IllegalStateException("no context");
		}))) {
			assertThatIllegalStateException().isThrownBy(() -> handler.create(this.request)).withMessage("no context");
			assertThat(handler.list(WorkspaceQuery.newest(1000)).workspaces()).singleElement()
				.satisfies((workspace) -> {
					assertThat(workspace.state()).isEqualTo(WorkspaceState.FAILED);
					assertThat(workspace.lastSampleError()).isEqualTo("provisioning: IllegalStateException");
				});
		}
	}

	private WorkspaceHandler handler(WorkspaceHandler.Builder builder) {
		WorkspaceHandler handler = builder.build();
		handler.setEnvMutators(this.registry);
		return handler;
	}

}

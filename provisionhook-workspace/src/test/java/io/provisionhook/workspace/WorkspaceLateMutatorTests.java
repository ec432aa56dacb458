package io.provisionhook.workspace;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceHandler}: mutators of workspaces that are stopped, restarted
 * or closed meanwhile, and that go on nevertheless.
 */
@Timeout(300)
class WorkspaceLateMutatorTests {

	@RegisterExtension
	final LogCapture log = new LogCapture();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final Registry registry = new Registry();

	private final CountDownLatch began = new CountDownLatch(1);

	private final CountDownLatch proceed = new CountDownLatch(1);

	private final CompletableFuture<Integer> acceptedLateWrites = new CompletableFuture<>();

	private final List<Map<String, String>> seen = new CopyOnWriteArrayList<>();

	private final WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime).concurrency(1).build();

	@AfterEach
	void closeHandler() {
		this.proceed.countDown();
		this.handler.close();
	}

	@Test
	void lateWritesAfterStopReachNothing() throws Exception {
		Workspace stopped = stopDuringFirstRun();
		assertLateWritesAreRefused();
		assertThat(this.handler.get(stopped.id())).isEqualTo(stopped);
		assertThat(this.runtime.events).isEmpty();
	}

	@Test
	void restartSeesNothingOfTheFirstRunAndLateWritesDoNotReachIt() throws Exception {
		Workspace stopped = stopDuringFirstRun();
		Workspace running = Await.settled(this.handler, this.handler.restart(stopped.id()));
		assertThat(running.state()).isEqualTo(WorkspaceState.RUNNING);
		assertLateWritesAreRefused();
		assertThat(this.seen).hasSize(2);
		assertThat(this.seen.get(1)).isEqualTo(this.seen.get(0)).doesNotContainKey("FIRST");
		assertThat(this.runtime.launches).singleElement()
			.satisfies((launch) -> assertThat(launch.environment()).containsOnlyKeys("GIT_AUTHOR_NAME",
					"GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "FIRST"));
		assertThat(this.handler.get(stopped.id())).isEqualTo(running);
	}

	@Test
	void lateWritesAfterCloseReachNothing() throws Exception {
		registerDeaf();
		Workspace workspace = create();
		Await.latch(this.began);
		this.handler.close();
		Workspace failed = this.handler.get(workspace.id());
		assertThat(failed.lastSampleError()).isEqualTo("provisioning: the host application stopped");
		assertLateWritesAreRefused();
		assertThat(this.handler.get(workspace.id())).isEqualTo(failed);
		assertThat(this.runtime.events).isEmpty();
	}

	@Test
	void restartDoesNotWaitForFetchThatIgnoresItsEndNorGetWhatItBrings() throws Exception {
		SlowFetch fetch = new SlowFetch(true);
		this.registry.register(fetch);
		this.handler.setEnvMutators(this.registry);
		Workspace workspace = create();
		Await.latch(this.began);
		this.handler.stop(workspace.id());
		Workspace running = Await.settled(this.handler, this.handler.restart(workspace.id()));
		assertThat(running.state()).isEqualTo(WorkspaceState.RUNNING);
		this.proceed.countDown();
		Await.latch(fetch.ended);
		assertThat(this.seen).containsExactly(Map.of("FETCHED", "2"));
		assertThat(this.runtime.events).containsExactly("start demo");
		assertThat(this.handler.get(workspace.id())).isEqualTo(running);
	}

	@Test
	void stopInterruptsFetchAndRunsNoMutatorBehindIt() throws Exception {
		SlowFetch fetch = new SlowFetch(false);
		this.registry.register(fetch);
		this.registry.register(EnvMutator.of("behind", (context, env) -> this.seen.add(Map.of())));
		this.handler.setEnvMutators(this.registry);
		Workspace workspace = create();
		Await.latch(this.began);
		Workspace stopped = this.handler.stop(workspace.id());
		Await.latch(fetch.ended);
		assertNextWorkspaceGetsItsTurn();
		assertThat(this.handler.get(workspace.id())).isEqualTo(stopped);
		assertThat(stopped.state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(this.seen).isEmpty();
	}

	private void assertNextWorkspaceGetsItsTurn() {
		this.handler.setEnvMutators(null);
		Workspace next = Await.settled(this.handler, create());
		assertThat(next.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(this.runtime.launches).extracting(WorkspaceLaunch::workspaceId).containsExactly(next.id());
	}

	private Workspace stopDuringFirstRun() throws InterruptedException {
		registerDeaf();
		Workspace workspace = create();
		Await.latch(this.began);
		Workspace stopped = this.handler.stop(workspace.id());
		assertThat(stopped.state()).isEqualTo(WorkspaceState.STOPPED);
		return stopped;
	}

	private void registerDeaf() {
		this.registry.register(EnvMutator.of("deaf", (context, env) -> {
			this.seen.add(Map.copyOf(env));
			env.put("FIRST", context.workspaceId());
			if (this.seen.size() == 1) {
				LeakedEnv leak = new LeakedEnv(env);
				this.began.countDown();
				Await.interruption();
				Await.latchIgnoringInterruption(this.proceed);
				this.acceptedLateWrites.complete(leak.write());
			}
		}));
		this.handler.setEnvMutators(this.registry);
	}

	private void assertLateWritesAreRefused() throws Exception {
		this.proceed.countDown();
		assertThat(this.acceptedLateWrites.get(60, TimeUnit.SECONDS)).isZero();
	}

	private Workspace create() {
		return this.handler.create(WorkspaceRequest.named("demo").build());
	}

	/**
	 * Fetches for long at first.
	 */
	private final class SlowFetch implements FetchingEnvMutator<String> {

		private final boolean deaf;

		private final AtomicInteger calls = new AtomicInteger();

		private final CountDownLatch ended = new CountDownLatch(1);

		SlowFetch(boolean deaf) {
			this.deaf = deaf;
		}

		@Override
		public String name() {
			return "slow";
		}

		@Override
		public String fetch(ProvisionContext context) throws InterruptedException {
			int call = this.calls.incrementAndGet();
			if (call == 1) {
				fetchForLong();
			}
			return String.valueOf(call);
		}

		private void fetchForLong() throws InterruptedException {
			WorkspaceLateMutatorTests.this.began.countDown();
			try {
				if (this.deaf) {
					Await.latchIgnoringInterruption(WorkspaceLateMutatorTests.this.proceed);
				}
				Await.latch(WorkspaceLateMutatorTests.this.proceed);
			}
			finally {
				this.ended.countDown();
			}
		}

		@Override
		public void apply(String fetched, ProvisionContext context, Env env) {
			WorkspaceLateMutatorTests.this.seen.add(Map.of("FETCHED", fetched));
		}

	}

}

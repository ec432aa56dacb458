package io.provisionhook.workspace;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceHandler}: mutators that hold as many threads beyond their
 * time as there may be.
 */
@Timeout(300)
class WorkspaceAbandonedThreadsTests {

	private final ManualWorkspaceClock clock = new ManualWorkspaceClock();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicInteger calls = new AtomicInteger();

	private final Registry registry = Registry.builder()
		.policies(WorkspaceAbandonedThreadsTests::policyOf)
		.maxAbandonedThreads(4)
		.build();

	private final WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime)
		.concurrency(4)
		.clock(() -> this.clock)
		.build();

	// The fetch has less than the others, whose turn may be under way when its time is up
	private static MutatorPolicy policyOf(String name) {
		return MutatorPolicy.DEFAULT.withTimeout(Duration.ofMillis(name.equals("fetching") ? 500 : 1_000));
	}

	@BeforeEach
	void setEnvMutators() {
		this.registry.register(EnvMutator.of("deaf", (context, env) -> {
			this.calls.incrementAndGet();
			holdThreadOf("deaf", context);
		}));
		this.registry.register(EnvMutator.of("stubborn", (context, env) -> holdThreadOf("stubborn", context)));
		this.registry.register(new DeafFetch());
		this.handler.setEnvMutators(this.registry);
	}

	@AfterEach
	void closeHandler() {
		this.release.countDown();
		this.handler.close();
	}

	@Test
	void runsAreRefusedUntilThreadsComeBack() {
		List<Workspace> holders = List.of(create("deaf"), create("stubborn"), create("deaf"), create("fetching"));
		for (Workspace holder : holders) {
			assertThat(Await.settled(this.handler, holder).lastSampleError())
				.isEqualTo("provisionhook \"" + holder.request().name() + "\": timed out after "
						+ policyOf(holder.request().name()).getTimeout().toMillis() + " ms");
		}
		assertThat(this.registry.abandonedThreads()).isEqualTo(4);
		Workspace refused = Await.settled(this.handler, create("good"));
		assertThat(refused.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(refused.lastSampleError())
			.isEqualTo("provisionhook: threads of mutators that have timed out are still alive "
					+ "(\"deaf\" 2, \"fetching\" 1, \"stubborn\" 1), and no run is started while there are 4 of them");
		assertThat(refused.report()).isNotNull().satisfies((report) -> assertThat(report.mutators()).isEmpty());
		assertThat(this.calls).hasValue(4);
		assertThat(this.runtime.events).isEmpty();
		this.release.countDown();
		Await.patiently().until(() -> this.registry.abandonedThreads() == 0);
		for (Workspace workspace : this.handler.list(WorkspaceQuery.newest(1000)).workspaces()) {
			Workspace again = Await.settled(this.handler, this.handler.restart(workspace.id()));
			assertThat(again.state()).isEqualTo(WorkspaceState.RUNNING);
		}
	}

	private Workspace create(String name) {
		return this.handler.create(WorkspaceRequest.named(name).build());
	}

	private void holdThreadOf(String name, ProvisionContext context) {
		if (context.request().name().equals(name)) {
			if (this.release.getCount() > 0) {
				this.clock.ofRun(context.workspaceId()).advance(policyOf(name).getTimeout());
			}
			Await.latchIgnoringInterruption(this.release);
		}
	}

	/**
	 * Fetches for as long as it likes.
	 */
	private final class DeafFetch implements FetchingEnvMutator<String> {

		@Override
		public String name() {
			return "fetching";
		}

		@Override
		public String fetch(ProvisionContext context) {
			holdThreadOf("fetching", context);
			return "fetched";
		}

		@Override
		public void apply(String fetched, ProvisionContext context, Env env) {
			env.put("FETCHED", fetched);
		}

	}

}

package io.provisionhook.workspace;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.ProvisioningStep;
import io.provisionhook.report.ProvisioningStep.Kind;
import io.provisionhook.report.RunReport;
import io.provisionhook.workspace.internal.ProvisioningTimeline;
import io.provisionhook.workspace.runtime.RuntimeProgress;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceHandler}: the steps in the report of a workspace.
 */
@Timeout(300)
class WorkspaceTimelineTests {

	private final ManualWorkspaceClock clock = new ManualWorkspaceClock();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final SlowSecrets secrets = new SlowSecrets();

	private final Registry registry = new Registry();

	private final HookedStore store = new HookedStore();

	private final WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime)
		.secretSource(this.secrets)
		.secretSource(new FixedSecrets(Map.of(), Map.of()))
		.store(this.store)
		.concurrency(1)
		.clock(() -> this.clock)
		.build();

	@AfterEach
	void closeHandler() {
		this.handler.close();
	}

	private void passes(long millis) {
		this.clock.ofRun(this.handler.list(WorkspaceQuery.newest(1000)).workspaces().get(0).id())
			.advance(Duration.ofMillis(millis));
	}

	private Workspace create(String... requiredVariables) {
		this.handler.setEnvMutators(this.registry);
		return Await.settled(this.handler, this.handler
			.create(WorkspaceRequest.named("demo").requiredVariables(Set.of(requiredVariables)).build()));
	}

	private static List<ProvisioningStep> stepsOf(Workspace workspace) {
		return Objects.requireNonNull(workspace.report()).steps();
	}

	private static ProvisioningStep step(String name, Kind kind, long startedAfter, long duration) {
		return step(name, kind, startedAfter, duration, MutatorOutcome.SUCCESS);
	}

	private static ProvisioningStep step(String name, Kind kind, long startedAfter, long duration,
			MutatorOutcome outcome) {
		return new ProvisioningStep(name, kind, Duration.ofMillis(startedAfter), Duration.ofMillis(duration), outcome);
	}

	/**
	 * Require that steps cover the time from the beginning on without a gap.
	 * @param steps the steps
	 * @return when the last one ends
	 */
	private static Duration requireGapless(List<ProvisioningStep> steps) {
		Duration end = Duration.ZERO;
		for (ProvisioningStep step : steps) {
			if (step.kind().isPart()) {
				assertThat(step.startedAfter().plus(step.duration())).isLessThanOrEqualTo(end);
			}
			else {
				assertThat(step.startedAfter()).isEqualTo(end);
				end = end.plus(step.duration());
			}
		}
		return end;
	}

	@Test
	void stepsOfProvisioningThatPassesFollowEachOther() {
		this.runtime.whileBase = (progress) -> {
			passes(1);
			progress.begin("pull image");
			passes(20);
			progress.begin("look at image");
			passes(2);
		};
		this.secrets.whileGlobal = () -> passes(4);
		this.secrets.whileOwn = () -> passes(5);
		this.registry.register(EnvMutator.of("a", (context, env) -> passes(6)));
		this.registry.register(EnvMutator.of("b", (context, env) -> passes(7)));
		this.runtime.whileStarting = (launch) -> {
			launch.progress().begin("create container");
			passes(8);
			launch.progress().begin("start container");
			passes(9);
		};
		Workspace running = create();
		assertThat(running.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(stepsOf(running)).containsExactly(step("queue", Kind.QUEUE, 0, 0),
				step("base environment", Kind.BASE_ENVIRONMENT, 0, 23), step("pull image", Kind.RUNTIME, 1, 20),
				step("look at image", Kind.RUNTIME, 21, 2), step("global secrets of SlowSecrets", Kind.SECRETS, 23, 4),
				step("global secrets of FixedSecrets", Kind.SECRETS, 27, 0),
				step("workspace secrets of SlowSecrets", Kind.SECRETS, 27, 5),
				step("workspace secrets of FixedSecrets", Kind.SECRETS, 32, 0),
				step("git identity", Kind.GIT_IDENTITY, 32, 0), step("mutators", Kind.MUTATORS, 32, 13),
				step("a", Kind.TURN, 32, 6), step("b", Kind.TURN, 38, 7),
				step("required variables", Kind.REQUIRED_VARIABLES, 45, 0), step("store", Kind.STORE, 45, 0),
				step("start", Kind.START, 45, 17), step("create container", Kind.RUNTIME, 45, 8),
				step("start container", Kind.RUNTIME, 53, 9));
		assertThat(requireGapless(stepsOf(running))).isEqualTo(Duration.ofMillis(62));
	}

	@Test
	void workspaceThatWaitsForAnotherHasThatAsItsFirstStep() {
		CountDownLatch release = new CountDownLatch(1);
		this.runtime.beforeStart = () -> await(release);
		Workspace first = this.handler.create(WorkspaceRequest.named("first").build());
		Workspace second = this.handler.create(WorkspaceRequest.named("second").build());
		this.clock.ofRun(second.id()).advance(Duration.ofSeconds(90));
		release.countDown();
		assertThat(stepsOf(Await.settled(this.handler, second))).startsWith(step("queue", Kind.QUEUE, 0, 90_000),
				step("base environment", Kind.BASE_ENVIRONMENT, 90_000, 0));
		assertThat(stepsOf(Await.settled(this.handler, first))).startsWith(step("queue", Kind.QUEUE, 0, 0));
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void stepsOfRestartBeginAnew() {
		this.runtime.beforeStart = () -> passes(5);
		Workspace running = create();
		passes(1000);
		this.handler.stop(running.id());
		Workspace again = Await.settled(this.handler, this.handler.restart(running.id()));
		assertThat(stepsOf(again)).isEqualTo(stepsOf(running));
	}

	@Test
	void stepsOfRestartStopWhatRunsOnceItsEnvironmentIsThere() {
		Workspace running = create();
		this.runtime.beforeStop = () -> passes(7);
		Workspace again = Await.settled(this.handler, this.handler.restart(running.id()));
		assertThat(stepsOf(again)).extracting(ProvisioningStep::kind)
			.endsWith(Kind.REQUIRED_VARIABLES, Kind.STOP, Kind.STORE, Kind.START);
		assertThat(stepsOf(again)).filteredOn((step) -> step.kind() == Kind.STOP)
			.extracting(ProvisioningStep::duration)
			.containsExactly(Duration.ofMillis(7));
	}

	@Test
	void stepsEndWithSourceOfSecretsThatFails() {
		this.secrets.whileOwn = () -> {
			passes(3);
			throw new IllegalStateException("sealed");
		};
		Workspace failed = create();
		assertThat(failed.lastSampleError()).isEqualTo("workspace secrets: sealed");
		assertThat(stepsOf(failed)).last()
			.isEqualTo(step("workspace secrets of SlowSecrets", Kind.SECRETS, 0, 3, MutatorOutcome.FAILURE));
		assertOneFailed(failed);
	}

	@Test
	void stepsEndWithBaseEnvironmentThatFails() {
		this.runtime.whileBase = (progress) -> {
			progress.begin("look for image");
			passes(1);
			progress.begin("pull image");
			passes(2);
		};
		this.runtime.baseFailure = new IOException("no such image");
		Workspace failed = create();
		assertThat(failed.lastSampleError()).isEqualTo("base environment: no such image");
		assertThat(stepsOf(failed)).endsWith(
				step("base environment", Kind.BASE_ENVIRONMENT, 0, 3, MutatorOutcome.FAILURE),
				step("look for image", Kind.RUNTIME, 0, 1),
				step("pull image", Kind.RUNTIME, 1, 2, MutatorOutcome.FAILURE));
	}

	@Test
	void stepsEndWithMutatorsThatFail() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			passes(3);
			throw new IOException("boom");
		}));
		Workspace failed = create();
		assertThat(failed.lastSampleError()).isEqualTo("provisionhook \"a\": boom");
		assertThat(stepsOf(failed)).endsWith(step("mutators", Kind.MUTATORS, 0, 3, MutatorOutcome.FAILURE),
				step("a", Kind.TURN, 0, 3, MutatorOutcome.FAILURE));
	}

	@Test
	void stepsEndWithRequiredVariablesThatAreMissing() {
		Workspace failed = create("MISSING");
		assertThat(failed.lastSampleError()).isEqualTo("required variables: missing MISSING");
		assertThat(stepsOf(failed)).last()
			.isEqualTo(step("required variables", Kind.REQUIRED_VARIABLES, 0, 0, MutatorOutcome.FAILURE));
		assertOneFailed(failed);
	}

	@Test
	void stepsEndWithStartThatFails() {
		this.runtime.whileStarting = (launch) -> passes(4);
		this.runtime.startFailure = new IOException("no room");
		Workspace failed = create();
		assertThat(failed.lastSampleError()).isEqualTo("start: no room");
		assertThat(stepsOf(failed)).last().isEqualTo(step("start", Kind.START, 0, 4, MutatorOutcome.FAILURE));
		assertOneFailed(failed);
	}

	@Test
	void stepsEndWithStartThatIsInterrupted() {
		this.runtime.whileStarting = (launch) -> launch.progress().begin("create container");
		this.runtime.startFailure = new InterruptedException("interrupted");
		assertThat(stepsOf(create())).endsWith(step("start", Kind.START, 0, 0, MutatorOutcome.CANCELLED),
				step("create container", Kind.RUNTIME, 0, 0, MutatorOutcome.CANCELLED));
	}

	@Test
	void stepsEndWithErrorThatEndsTheAttempt() {
		this.runtime.whileStarting = (launch) -> passes(4);
		this.runtime.startFailure = new OutOfMemoryError("heap");
		Workspace failed = create();
		assertThat(failed.lastSampleError()).isEqualTo("provisioning: OutOfMemoryError");
		assertThat(stepsOf(failed)).last().isEqualTo(step("start", Kind.START, 0, 4, MutatorOutcome.FAILURE));
	}

	@Test
	void stepsEndWithStoreThatFailsOnceWorkspaceIsStarted() {
		this.runtime.whileStarting = (launch) -> passes(4);
		this.runtime.beforeStop = () -> passes(50);
		this.store.failBefore(WorkspaceState.RUNNING);
		Workspace failed = create();
		assertThat(failed.lastSampleError()).isEqualTo("store: store unavailable");
		assertThat(stepsOf(failed)).endsWith(step("start", Kind.START, 0, 4),
				step("store", Kind.STORE, 4, 0, MutatorOutcome.FAILURE));
	}

	private static void assertOneFailed(Workspace workspace) {
		assertThat(stepsOf(workspace)).filteredOn((step) -> step.outcome() != MutatorOutcome.SUCCESS).hasSize(1);
	}

	@Test
	void progressOfRuntimeIsRedactedAndInOneLine() {
		this.secrets.own = Map.of("KEY", "battery-staple");
		this.runtime.whileStarting = (launch) -> {
			launch.progress().begin("run --key battery-staple\n\u202eof " + "x".repeat(3_000_000));
			launch.progress().begin("log in with battery-st");
			tellNull(launch.progress());
		};
		List<ProvisioningStep> reported = partsOf(create());
		assertThat(reported).extracting(ProvisioningStep::name)
			.element(0)
			.asString()
			.startsWith("run --key [redacted]??of xxx")
			.hasSizeLessThanOrEqualTo(255);
		assertThat(reported).extracting(ProvisioningStep::name).element(1).isEqualTo("log in with [redacted]");
		assertThat(reported).extracting(ProvisioningStep::name).element(2).isEqualTo("null");
	}

	@SuppressWarnings("NullAway")
	private static void tellNull(RuntimeProgress progress) {
		progress.begin(null);
	}

	@Test
	void progressBeyondTheMaximumIsCutWithAWarning() {
		Consumer<RuntimeProgress> chatty = (progress) -> {
			for (int i = 0; i < 150; i++) {
				progress.begin("step " + i);
				passes(1);
			}
		};
		this.runtime.whileBase = chatty;
		this.runtime.whileStarting = (launch) -> chatty.accept(launch.progress());
		Workspace running = create();
		List<ProvisioningStep> reported = partsOf(running);
		assertThat(reported).hasSize(200);
		assertThat(reported.get(99)).isEqualTo(step("step 99", Kind.RUNTIME, 99, 1));
		assertThat(reported.get(199)).isEqualTo(step("step 99", Kind.RUNTIME, 249, 1));
		assertThat(Objects.requireNonNull(running.report()).warnings())
			.containsExactly("and 100 more steps, which are left out of this report");
		assertThat(stepsOf(running)).contains(step("start", Kind.START, 150, 150));
	}

	@Test
	void progressMayComeFromManyThreads() {
		this.runtime.whileStarting = (launch) -> IntStream.range(0, 400)
			.parallel()
			.forEach((number) -> launch.progress().begin("step " + number));
		Workspace running = create();
		assertThat(partsOf(running)).hasSize(100).extracting(ProvisioningStep::name).doesNotHaveDuplicates();
		assertThat(Objects.requireNonNull(running.report()).warnings())
			.containsExactly("and 300 more steps, which are left out of this report");
	}

	@Test
	void progressAfterTheCallIsIgnored() {
		List<RuntimeProgress> kept = new ArrayList<>();
		this.runtime.whileBase = kept::add;
		this.runtime.whileStarting = (launch) -> kept.get(0).begin("late");
		assertThat(partsOf(create())).isEmpty();
	}

	private static List<ProvisioningStep> partsOf(Workspace workspace) {
		return stepsOf(workspace).stream().filter((step) -> step.kind() == Kind.RUNTIME).toList();
	}

	@Test
	void reportIsCutBeforeItHasTooManySteps() {
		ProvisioningTimeline timeline = new ProvisioningTimeline(() -> 0);
		timeline.begin(Kind.MUTATORS, "mutators");
		ProvisioningStep fetch = step("a", Kind.FETCH, 0, 0);
		timeline.add(new RunReport(List.of(), List.of(), List.of("a warning"), Collections.nCopies(1000, fetch),
				Duration.ZERO));
		timeline.begin(Kind.START, "start");
		RunReport report = timeline.report(MutatorOutcome.SUCCESS);
		assertThat(report.steps()).hasSize(1000).last().isEqualTo(step("start", Kind.START, 0, 0));
		assertThat(report.steps()).startsWith(step("queue", Kind.QUEUE, 0, 0), step("mutators", Kind.MUTATORS, 0, 0));
		assertThat(report.warnings()).containsExactly("a warning",
				"and 3 more steps, which are left out of this report");
	}

	@Test
	void reportOfVeryManySourcesIsCutToo() {
		ProvisioningTimeline timeline = new ProvisioningTimeline(() -> 0);
		for (int i = 0; i < 2000; i++) {
			timeline.begin(Kind.SECRETS, "global secrets of Source" + i);
		}
		RunReport report = timeline.report(MutatorOutcome.SUCCESS);
		assertThat(report.steps()).hasSize(1000);
		assertThat(report.warnings()).containsExactly("and 1001 more steps, which are left out of this report");
	}

	/**
	 * A source that does something else first.
	 */
	private static final class SlowSecrets implements SecretSource {

		private Runnable whileGlobal = () -> {
		};

		private Runnable whileOwn = () -> {
		};

		private Map<String, String> own = Map.of();

		@Override
		public Map<String, String> globalSecrets() {
			this.whileGlobal.run();
			return Map.of();
		}

		@Override
		public Map<String, String> workspaceSecrets(String workspaceId, WorkspaceRequest request) {
			this.whileOwn.run();
			return this.own;
		}

	}

}

package io.provisionhook.workspace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.RequiredVariable;
import io.provisionhook.SideEffects;
import io.provisionhook.VariableRules;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.ProvisioningStep;
import io.provisionhook.report.VariableChange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link WorkspaceHandler#plan}.
 */
@Timeout(300)
class WorkspacePlanTests {

	private final WorkspaceRequest request = WorkspaceRequest.named("Fix Login").build();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final List<Workspace> received = new ArrayList<>();

	private final WorkspaceHandler.Builder builder = WorkspaceHandler.builder(this.runtime)
		.listener(this.received::add);

	private final Registry registry = new Registry();

	@Test
	void environmentIsMadeAsForTheWorkspaceButNothingIsStartedOrRecorded() throws Exception {
		this.builder.secretSource(new Secrets(SideEffects.NONE, Map.of("A", "global-secret"), Map.of("B", "own")));
		this.registry.register(EnvMutator.of("c", SideEffects.NONE, (context, env) -> {
			assertThat(context.isPlan()).isTrue();
			assertThat(context.generation()).isOne();
			assertThat(env).containsEntry("A", "global-secret").containsEntry("GIT_AUTHOR_NAME", "Fix Login");
			env.put("C", env.get("B"));
		}));
		try (WorkspaceHandler handler = handler()) {
			WorkspacePlan plan = handler.plan(this.request);
			assertThat(plan.variables()).containsExactly("A", "B", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL",
					"GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "C");
			assertThat(plan.report().changes()).extracting(VariableChange::variable).containsExactly("C");
			assertThat(plan.wouldRun()).isEmpty();
			assertThat(plan.unreadSecretSources()).isEmpty();
			assertThat(plan.missing()).isEmpty();
			assertThat(plan.undecided()).isEmpty();
			assertThat(plan.error()).isNull();
			assertThat(handler.list(WorkspaceQuery.newest(1000)).workspaces()).isEmpty();
			assertThat(handler.soonestLeaseEnd()).isEmpty();
		}
		assertThat(this.runtime.events).isEmpty();
		assertThat(this.received).isEmpty();
	}

	@Test
	void whatMayHaveSideEffectsWouldRun() throws Exception {
		this.builder.secretSource(new Secrets(SideEffects.UNKNOWN, Map.of("A", "1"), Map.of()))
			.secretSource(new Secrets(SideEffects.NONE_ON_PLAN, Map.of("A", "1"), Map.of()))
			.secretSource(new FixedSecrets(Map.of("A", "1"), Map.of()))
			.secretSource(new Secrets(SideEffects.NONE, Map.of("B", "1"), Map.of()));
		this.registry.register(EnvMutator.of("c", (context, env) -> env.put("C", "1")));
		try (WorkspaceHandler handler = handler()) {
			WorkspacePlan plan = handler.plan(this.request);
			assertThat(plan.variables()).contains("B").doesNotContain("A", "C");
			assertThat(plan.unreadSecretSources()).containsExactly("Secrets", "Secrets", "FixedSecrets");
			assertThat(plan.wouldRun()).containsExactly("c");
		}
	}

	@Test
	void absentRequiredVariablesAreMissingIfEverythingRan() throws Exception {
		this.runtime.known = BaseEnvironment.EMPTY;
		this.runtime.required = List.of(RequiredVariable.of("A|X"), RequiredVariable.of("X | Y"));
		this.registry.register(EnvMutator.of("a", SideEffects.NONE, (context, env) -> env.put("A", "1")));
		try (WorkspaceHandler handler = handler()) {
			WorkspacePlan plan = handler.plan(requiring("A", "B", "C"));
			assertThat(plan.missing()).containsExactly("B", "C", "X|Y");
			assertThat(plan.undecided()).isEmpty();
			assertThat(plan.error()).isNull();
		}
	}

	@Test
	void absentRequiredVariablesAreUndecidedIfAMutatorWouldRun() throws Exception {
		this.runtime.known = BaseEnvironment.EMPTY;
		this.registry.register(EnvMutator.of("a", SideEffects.NONE, (context, env) -> env.put("A", "1")));
		this.registry.register(EnvMutator.of("b", (context, env) -> env.put("B", "1")));
		try (WorkspaceHandler handler = handler()) {
			WorkspacePlan plan = handler.plan(requiring("A", "B"));
			assertThat(plan.missing()).isEmpty();
			assertThat(plan.undecided()).containsExactly("B");
		}
	}

	@Test
	void absentRequiredVariablesAreUndecidedIfASecretSourceWouldBeRead() throws Exception {
		this.runtime.known = BaseEnvironment.EMPTY;
		this.builder.secretSource(new FixedSecrets(Map.of("A", "1"), Map.of()));
		try (WorkspaceHandler handler = handler()) {
			assertThat(handler.plan(requiring("A")).undecided()).containsExactly("A");
		}
	}

	@Test
	void planWithoutMutatorsIsPossible() throws Exception {
		try (WorkspaceHandler handler = this.builder.build()) {
			WorkspacePlan plan = handler.plan(requiring("A"));
			assertThat(plan.report().mutators()).isEmpty();
			assertThat(plan.report().steps()).extracting(ProvisioningStep::name)
				.containsExactly("queue", "base environment", "git identity");
			assertThat(plan.missing()).isEmpty();
			assertThat(plan.undecided()).containsExactly("A");
			assertThat(plan.baseKnown()).isFalse();
		}
	}

	@Test
	void knownEnvironmentOfTheRuntimeIsTheBase() throws Exception {
		this.runtime.known = BaseEnvironment.EMPTY.with(BaseEnvironment.Owner.IMAGE, Map.of("PATH", "/image/bin"))
			.withUnknownValues(Set.of("HOME"));
		AtomicReference<String> path = new AtomicReference<>();
		this.registry.register(EnvMutator.of("a", SideEffects.NONE, (context, env) -> {
			env.prepend("PATH", "/tools", ":");
			path.set(env.getOrDefault("PATH", ""));
		}));
		try (WorkspaceHandler handler = handler()) {
			WorkspacePlan plan = handler.plan(requiring("PATH", "HOME"));
			assertThat(plan.missing()).isEmpty();
			assertThat(plan.undecided()).isEmpty();
			assertThat(plan.baseKnown()).isTrue();
			assertThat(plan.variables()).contains("PATH");
			assertThat(path).hasValue("/tools:/image/bin");
		}
	}

	@Test
	void failureIsThatOfTheWorkspaceWithoutSecrets() throws Exception {
		this.builder.secretSource(
				new Secrets(SideEffects.NONE, Map.of("A_TOKEN", "correct-horse"), Map.of("B", "battery-staple")));
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		this.registry.register(EnvMutator.of("b", SideEffects.NONE, (context, env) -> {
			throw new IllegalStateException("refused " + env.get("A_TOKEN") + " and " + env.get("B"));
		}));
		try (WorkspaceHandler handler = handler()) {
			WorkspacePlan plan = handler.plan(requiring("X"));
			assertThat(plan.error()).isEqualTo("provisionhook \"b\": refused [redacted] and [redacted]");
			assertThat(plan.report().mutators()).extracting(MutatorReport::outcome)
				.containsExactly(MutatorOutcome.WOULD_RUN, MutatorOutcome.FAILURE);
			assertThat(plan.variables()).isEmpty();
			assertThat(plan.missing()).isEmpty();
			assertThat(plan.undecided()).isEmpty();
			assertThat(plan.toString()).doesNotContain("correct-horse", "battery-staple");
		}
	}

	@Test
	void failureOfASecretSourceIsNamed() throws Exception {
		this.builder.rules(VariableRules.builder().protect(List.of("A")).build())
			.secretSource(new Secrets(SideEffects.NONE, Map.of("A", "1"), Map.of()));
		try (WorkspaceHandler handler = handler()) {
			assertThat(handler.plan(this.request).error()).isEqualTo("global secrets: variable \"A\" is protected");
		}
	}

	@Test
	void failureOfTheRuntimeIsNamed() throws Exception {
		this.runtime.baseFailure = new IllegalStateException("no engine");
		try (WorkspaceHandler handler = handler()) {
			WorkspacePlan plan = handler.plan(this.request);
			assertThat(plan.error()).isEqualTo("base environment: no engine");
			assertThat(plan.baseKnown()).isFalse();
		}
	}

	@Test
	void errorThatNothingHandlesIsAFailureOfThePlan() throws Exception {
		this.runtime.baseFailure = new OutOfMemoryError();
		try (WorkspaceHandler handler = handler()) {
			assertThat(handler.plan(this.request).error()).isEqualTo("plan: OutOfMemoryError");
		}
	}

	@Test
	void requestIsValidated() {
		try (WorkspaceHandler handler = handler()) {
			WorkspaceRequest unknown = WorkspaceRequest.named("a").template("unknown").build();
			assertThatIllegalArgumentException().isThrownBy(() -> handler.plan(unknown))
				.withMessage("Unknown template \"unknown\"");
		}
	}

	@Test
	void closedHandlerPlansNothing() {
		WorkspaceHandler handler = handler();
		handler.close();
		assertThatExceptionOfType(WorkspaceHandlerClosedException.class).isThrownBy(() -> handler.plan(this.request));
	}

	@Test
	void sourceThatIgnoresItsInterruptionHoldsNobodyUp() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		this.builder.timeout(Duration.ofMillis(1)).secretSource(new HangingSecrets(end));
		try (WorkspaceHandler handler = handler()) {
			assertThat(handler.plan(this.request).error()).isEqualTo("plan: timed out after 1 ms");
			end.countDown();
		}
	}

	@Test
	void interruptedCallerIsLetGo() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		this.registry.register(EnvMutator.of("a", SideEffects.NONE, (context, env) -> {
			begun.countDown();
			Await.interruption();
			interrupted.countDown();
		}));
		try (WorkspaceHandler handler = handler()) {
			FutureTask<WorkspacePlan> task = new FutureTask<>(() -> handler.plan(this.request));
			Thread caller = new Thread(task);
			caller.start();
			begun.await();
			caller.interrupt();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(task::get)
				.withCauseInstanceOf(InterruptedException.class);
			Await.latch(interrupted);
		}
	}

	@Test
	void planThatWaitsForItsTurnEndsWhenTheHandlerIsClosed() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		this.runtime.beforeStart = () -> {
			begun.countDown();
			Await.latchIgnoringInterruption(end);
		};
		WorkspaceHandler handler = this.builder.concurrency(1).build();
		handler.create(this.request);
		begun.await();
		FutureTask<WorkspacePlan> task = new FutureTask<>(() -> handler.plan(this.request));
		Thread caller = new Thread(task);
		caller.start();
		Await.patiently().until(() -> isIn(caller, "io.provisionhook.workspace.WorkspacePlanner.plan", "timedGet"));
		Thread closing = new Thread(handler::close);
		closing.start();
		Await.patiently()
			.until(() -> isIn(closing, "io.provisionhook.workspace.internal.KeyedSerialExecutor.awaitEnd", "timedGet"));
		end.countDown();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(task::get)
			.withCauseInstanceOf(WorkspaceHandlerClosedException.class);
	}

	private static boolean isIn(Thread thread, String... methods) {
		String stack = Arrays.toString(thread.getStackTrace());
		return Stream.of(methods).allMatch(stack::contains);
	}

	@Test
	void planLeavesNothingOnThreadsOfWorkspaces() throws Exception {
		ThreadLocal<String> left = new ThreadLocal<>();
		List<Thread> threads = new ArrayList<>();
		this.builder.secretSource(new SecretSource() {

			@Override
			public SideEffects sideEffects() {
				return SideEffects.NONE;
			}

			@Override
			public Map<String, String> globalSecrets() {
				threads.add(Thread.currentThread());
				assertThat(left.get()).isNull();
				left.set("left");
				return Map.of();
			}

		});
		try (WorkspaceHandler handler = handler()) {
			assertThat(handler.plan(this.request).error()).isNull();
			assertThat(handler.plan(this.request).error()).isNull();
		}
		assertThat(threads).hasSize(2).doesNotHaveDuplicates().doesNotContain(Thread.currentThread());
	}

	private WorkspaceHandler handler() {
		WorkspaceHandler handler = this.builder.build();
		handler.setEnvMutators(this.registry);
		return handler;
	}

	private static WorkspaceRequest requiring(String... variables) {
		return WorkspaceRequest.named("Fix Login").requiredVariables(List.of(variables)).build();
	}

	/**
	 * Secrets of a source that tells its side effects.
	 */
	private record Secrets(SideEffects sideEffects, Map<String, String> globalSecrets,
			Map<String, String> secrets) implements SecretSource {

		@Override
		public Map<String, String> workspaceSecrets(String workspaceId, WorkspaceRequest request) {
			return this.secrets;
		}

	}

	/**
	 * A source that does not answer.
	 */
	private record HangingSecrets(CountDownLatch end) implements SecretSource {

		@Override
		public SideEffects sideEffects() {
			return SideEffects.NONE;
		}

		@Override
		public Map<String, String> globalSecrets() {
			Await.latchIgnoringInterruption(this.end);
			return Map.of();
		}

	}

}

package io.provisionhook.workspace;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.EnvMutator;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link WorkspaceHandler}: the report in the record of a workspace.
 */
@Timeout(300)
class WorkspaceReportTests {

	private static final VariableChange REGION_ADDED = new VariableChange("REGION", VariableChange.Action.ADDED,
			"region", null, false, null);

	private final ManualWorkspaceClock clock = new ManualWorkspaceClock();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final AtomicInteger runs = new AtomicInteger();

	private final Registry registry = Registry.builder()
		.policies((name) -> name.equals("hanging") ? MutatorPolicy.DEFAULT.withTimeout(Duration.ofMillis(200))
				: MutatorPolicy.DEFAULT)
		.build();

	private final WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime)
		.secretSource(new FixedSecrets(Map.of("GLOBAL", "correct-horse"), Map.of("OWN", "battery-staple")))
		.clock(() -> this.clock)
		.build();

	@BeforeEach
	void setEnvMutators() {
		this.registry.register(EnvMutator.of("region", (context, env) -> env.put("REGION", "eu")));
		this.handler.setEnvMutators(this.registry);
	}

	@AfterEach
	void closeHandler() {
		this.handler.close();
	}

	@Test
	void reportNamesEarlierOwnerOfVariable() {
		this.registry.register(EnvMutator.of("takeover", (context, env) -> {
			env.put("GLOBAL", "changed-horse");
			env.remove("OWN");
			env.put("GIT_AUTHOR_NAME", "changed");
			env.remove("GIT_COMMITTER_NAME");
			env.put("REGION", "us");
			env.putSecret("KEY", "changed-staple");
		}));
		Workspace running = create();
		assertThat(running.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(reportOf(running).changes()).containsExactly(REGION_ADDED,
				new VariableChange("GLOBAL", VariableChange.Action.CHANGED, "takeover", "secrets", true, null),
				new VariableChange("OWN", VariableChange.Action.REMOVED, "takeover", "secrets", true, null),
				new VariableChange("GIT_AUTHOR_NAME", VariableChange.Action.CHANGED, "takeover", "git-identity", false,
						null),
				new VariableChange("GIT_COMMITTER_NAME", VariableChange.Action.REMOVED, "takeover", "git-identity",
						false, null),
				new VariableChange("REGION", VariableChange.Action.CHANGED, "takeover", "region", false, null),
				new VariableChange("KEY", VariableChange.Action.ADDED, "takeover", null, true, null));
		assertThat(running.toString()).doesNotContain("correct-horse", "battery-staple", "changed-horse",
				"changed-staple");
	}

	@Test
	void secretThatStandsInForGitIdentityIsOwnedBySecrets() {
		this.registry
			.register(EnvMutator.of("robot", (context, env) -> env.put("GIT_AUTHOR_EMAIL", "robot@example.org")));
		try (WorkspaceHandler handler = WorkspaceHandler.builder(this.runtime)
			.secretSource(new FixedSecrets(Map.of("GIT_AUTHOR_EMAIL", "jane@example.org"), Map.of()))
			.build()) {
			handler.setEnvMutators(this.registry);
			Workspace running = Await.settled(handler, handler.create(WorkspaceRequest.named("demo").build()));
			assertThat(reportOf(running).changes()).containsExactly(REGION_ADDED, new VariableChange("GIT_AUTHOR_EMAIL",
					VariableChange.Action.CHANGED, "robot", "secrets", true, null));
		}
	}

	@Test
	void reportContainsMutatorThatTimedOut() {
		this.registry.register(EnvMutator.of("hanging", (context, env) -> {
			env.put("HALF", "written");
			this.clock.ofRun(context.workspaceId()).advance(Duration.ofMillis(200));
			new CountDownLatch(1).await();
		}));
		this.registry.register(EnvMutator.of("never", (context, env) -> env.put("A", "1")));
		Workspace failed = create();
		assertThat(failed.lastSampleError()).isEqualTo("provisionhook \"hanging\": timed out after 200 ms");
		assertThat(reportOf(failed).mutators()).extracting(MutatorReport::name, MutatorReport::outcome)
			.containsExactly(tuple("region", MutatorOutcome.SUCCESS), tuple("hanging", MutatorOutcome.FAILURE));
		assertThat(reportOf(failed).mutators().get(1).error()).endsWith("timed out after 200 ms");
		assertThat(reportOf(failed).mutators().get(1).duration()).isEqualTo(Duration.ofMillis(200));
		assertThat(reportOf(failed).changes()).isEmpty();
	}

	@Test
	void reportStaysWhenRequiredVariableIsMissing() {
		Workspace failed = create("MISSING");
		assertThat(failed.lastSampleError()).isEqualTo("required variables: missing MISSING");
		assertThat(reportOf(failed).changes()).containsExactly(REGION_ADDED);
	}

	@Test
	void reportStaysWhenWorkspaceEnds() {
		Workspace running = create();
		this.runtime.exit(running.id(), 1);
		Workspace ended = this.handler.get(running.id());
		assertThat(ended.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(reportOf(ended)).isEqualTo(reportOf(running));
	}

	@Test
	void reportIsThatOfTheNewRunAfterRestart() {
		this.registry.register(EnvMutator.of("counter", (context, env) -> {
			if (this.runs.incrementAndGet() == 1) {
				throw new IOException("boom");
			}
			env.put("RUN", String.valueOf(this.runs.get()));
		}));
		Workspace failed = create();
		assertThat(reportOf(failed).changes()).isEmpty();
		Workspace again = this.handler.restart(failed.id());
		assertThat(again.report()).isNull();
		Workspace running = Await.settled(this.handler, again);
		assertThat(reportOf(running).mutators()).extracting(MutatorReport::name, MutatorReport::outcome)
			.containsExactly(tuple("region", MutatorOutcome.SUCCESS), tuple("counter", MutatorOutcome.SUCCESS));
		assertThat(reportOf(running).changes()).containsExactly(REGION_ADDED,
				new VariableChange("RUN", VariableChange.Action.ADDED, "counter", null, false, null));
	}

	@Test
	void ofAnEarlierRunIsGoneWhenTheNewOneFailsBeforeTheMutators() {
		Workspace running = create();
		this.handler.stop(running.id());
		this.runtime.baseFailure = new IOException("no image");
		Workspace failed = Await.settled(this.handler, this.handler.restart(running.id()));
		assertThat(failed.lastSampleError()).isEqualTo("base environment: no image");
		assertThat(reportOf(failed).mutators()).isEmpty();
		assertThat(reportOf(failed).changes()).isEmpty();
	}

	private Workspace create(String... requiredVariables) {
		return Await.settled(this.handler, this.handler
			.create(WorkspaceRequest.named("demo").requiredVariables(Set.of(requiredVariables)).build()));
	}

	private static RunReport reportOf(Workspace workspace) {
		return Objects.requireNonNull(workspace.report());
	}

}

package io.provisionhook.workspace;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.EnvMutator;
import io.provisionhook.Lease;
import io.provisionhook.Registry;
import io.provisionhook.RequiredVariable;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.ProvisioningStep;
import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link WorkspaceHandler}: workspaces that can't be provisioned.
 */
@Timeout(300)
class WorkspaceFailureTests {

	private static final String SECRET = "correct-horse";

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final InMemoryWorkspaceStore store = new InMemoryWorkspaceStore();

	private final WorkspaceHandler.Builder builder = WorkspaceHandler.builder(this.runtime);

	private final Registry registry = new Registry();

	@Test
	void baseEnvironmentFails() {
		this.runtime.baseFailure = new IOException("no image");
		assertFailed("base environment: no image");
	}

	@Test
	void globalSecretsFail() {
		this.builder.secretSource(new FixedSecrets(Map.of("KEY", SECRET), Map.of())).secretSource(new SecretSource() {

			@Override
			public Map<String, String> globalSecrets() throws IOException {
				throw new IOException("403 for " + SECRET);
			}

		});
		assertFailed("global secrets: 403 for [redacted]");
	}

	@Test
	void workspaceSecretsFail() {
		this.builder.secretSource(new FixedSecrets(Map.of("KEY", SECRET), Map.of())).secretSource(new SecretSource() {

			@Override
			public Map<String, String> workspaceSecrets(String workspaceId, WorkspaceRequest request) {
				throw new NoClassDefFoundError("403 for " + SECRET);
			}

		});
		assertFailed("workspace secrets: 403 for [redacted]");
	}

	@Test
	void secretThatNoEnvironmentCanHoldFails() {
		this.builder.secretSource(new FixedSecrets(Map.of("KEY=x", SECRET), Map.of()));
		assertFailed("global secrets: variable \"KEY=\" has an equals sign in its name");
	}

	@Test
	void secretThatIsTooLargeForLinuxFails() {
		this.builder.secretSource(new FixedSecrets(Map.of(), Map.of("KEY", "x".repeat(131_072 - "KEY=".length() - 1))));
		assertFailed("workspace secrets: variable \"KEY\" is larger than 131071 bytes, the most that Linux takes");
	}

	@ParameterizedTest
	@CsvSource({ "baseEnvironment, base environment", "requiredVariables, required variables", "start, start" })
	void workspaceWhenRuntimeReturnsNullFails(String method, String step) {
		WorkspaceRuntime nullRuntime = returningNull(WorkspaceRuntime.class, method, this.runtime);
		try (WorkspaceHandler handler = WorkspaceHandler.builder(nullRuntime).build()) {
			Workspace failed = Await.settled(handler, handler.create(WorkspaceRequest.named("demo").build()));
			assertThat(failed.lastSampleError()).matches(step + ": \\S+ returned null from " + method);
			assertThat(this.runtime.isRunning(failed.id())).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource({ "globalSecrets, global secrets", "workspaceSecrets, workspace secrets" })
	void workspaceWhenSecretSourceReturnsNullFails(String method, String step) {
		SecretSource secrets = new FixedSecrets(Map.of(), Map.of());
		this.builder.secretSource(returningNull(SecretSource.class, method, secrets));
		try (WorkspaceHandler handler = this.builder.build()) {
			Workspace failed = Await.settled(handler, handler.create(WorkspaceRequest.named("demo").build()));
			assertThat(failed.lastSampleError()).matches(step + ": \\S+ returned null from " + method);
		}
	}

	private static <T> T returningNull(Class<T> type, String method, T target) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, called, arguments) -> {
				Object answer = called.invoke(target, arguments);
				return called.getName().equals(method) ? null : answer;
			}));
	}

	@Test
	void mutatorTakesLongerThanWorkspacesMay() {
		ManualWorkspaceClock clock = new ManualWorkspaceClock();
		this.builder.timeout(Duration.ofMillis(200)).clock(() -> clock);
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			clock.ofRun(context.workspaceId()).advance(Duration.ofMillis(200));
			new CountDownLatch(1).await();
		}));
		try (WorkspaceHandler handler = this.builder.build()) {
			handler.setEnvMutators(this.registry);
			Workspace failed = Await.settled(handler, handler.create(WorkspaceRequest.named("demo").build()));
			assertThat(failed.lastSampleError()).isEqualTo("provisionhook \"a\": timed out after 200 ms");
		}
		assertThat(this.runtime.launches).isEmpty();
	}

	@Test
	void mutatorFails() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			throw new IllegalStateException("boom");
		}));
		assertFailed("provisionhook \"a\": boom");
	}

	@Test
	void mutatorFailsWithGlobalSecretInItsMessage() {
		this.builder.secretSource(new FixedSecrets(Map.of("KEY", SECRET), Map.of()));
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			throw new IllegalStateException("boom " + env.get("KEY"));
		}));
		assertFailed("provisionhook \"a\": boom [redacted]");
	}

	@Test
	void mutatorRunsOutOfMemory() {
		this.registry.register(EnvMutator.of("a", (context, env) -> {
			throw new OutOfMemoryError("boom");
		}));
		assertFailed("provisioning: OutOfMemoryError");
	}

	@Test
	void requiredVariablesAreMissing() {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("PRESENT", "")));
		assertFailed("required variables: missing A, B", "A", "PRESENT", "B", "GIT_AUTHOR_NAME");
	}

	@Test
	void lastSampleErrorWhenManyRequiredVariablesAreMissingNamesTheFirst() {
		assertFailed("required variables: missing V10, V11, V12, V13, V14, V15, V16, V17, V18, V19 and 2 more", "V10",
				"V11", "V12", "V13", "V14", "V15", "V16", "V17", "V18", "V19", "V20", "V21");
	}

	@Test
	void lastSampleErrorWhenNoneOfSeveralIsThereNamesAllOnce() {
		this.runtime.required = List.of(RequiredVariable.of("API_KEY|OAUTH_TOKEN"), RequiredVariable.of("A"));
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("PRESENT", "")));
		assertFailed("required variables: missing A, API_KEY or OAUTH_TOKEN", "A", "ABSENT|PRESENT",
				"API_KEY | OAUTH_TOKEN");
	}

	@Test
	void requiredVariableIsRemovedFromWhatTheImageSets() {
		this.runtime.base = BaseEnvironment.EMPTY.with(BaseEnvironment.Owner.IMAGE, Map.of("KEY", "1"));
		this.registry.register(EnvMutator.of("a", (context, env) -> env.remove("KEY")));
		assertFailed("required variables: missing KEY", "KEY");
	}

	@Test
	void requiredVariableMayComeFromAnImageThatCanNotBeLookedInto() {
		this.runtime.base = BaseEnvironment.EMPTY.incomplete("image \"agent:3\" can't be looked into");
		assertFailed("required variables: missing A, B: nobody has set them, and image \"agent:3\" can't be looked "
				+ "into", "A", "B", "GIT_AUTHOR_NAME");
	}

	@Test
	void removedVariableMayComeFromAnImageThatCanNotBeLookedInto() {
		this.runtime.base = BaseEnvironment.EMPTY.incomplete("image \"agent:3\" can't be looked into");
		this.registry.register(EnvMutator.of("a", (context, env) -> env.remove("HTTP_PROXY")));
		assertFailed("provisionhook \"a\": variable \"HTTP_PROXY\" can't be removed: nobody has set it, and image "
				+ "\"agent:3\" can't be looked into");
	}

	@Test
	void runtimeDoesNotTellWhatIsRequired() {
		this.runtime.requiredFailure = new IllegalStateException("no such template");
		assertFailed("required variables: no such template");
	}

	@Test
	void requiredVariableIsRemovedByMutator() {
		this.builder.secretSource(new FixedSecrets(Map.of("KEY", SECRET), Map.of()));
		this.registry.register(EnvMutator.of("a", (context, env) -> env.remove("KEY")));
		assertFailed("required variables: missing KEY", "KEY");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatIsThrownBetweenStartAndRecordLeavesNothingRunning(boolean recorded) {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.putSecret("KEY", SECRET, new Lease() {

			@Override
			public Instant expiresAt() {
				Optional<String> running = WorkspaceFailureTests.this.runtime.launches.stream()
					.map(WorkspaceLaunch::workspaceId)
					.filter(WorkspaceFailureTests.this.runtime::isRunning)
					.findAny();
				if (running.isPresent() && (!recorded || isRecorded(running.get()))) {
					throw new OutOfMemoryError("test");
				}
				return Instant.MAX;
			}

		})));
		try (WorkspaceHandler handler = this.builder.store(this.store).build()) {
			handler.setEnvMutators(this.registry);
			Workspace failed = Await.settled(handler, handler.create(WorkspaceRequest.named("demo").build()));
			assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
			assertThat(failed.lastSampleError()).isEqualTo("provisioning: OutOfMemoryError");
			assertThat(this.runtime.isRunning(failed.id())).isFalse();
		}
		assertThat(this.runtime.launches).hasSize(1);
	}

	private boolean isRecorded(String id) {
		return this.store.find(id).filter((workspace) -> workspace.state() == WorkspaceState.RUNNING).isPresent();
	}

	@Test
	void startFails() {
		this.runtime.startFailure = new IOException("no such image");
		assertFailed("start: no such image");
	}

	@Test
	void startFailsWithSecretOfMutatorInItsMessage() {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.putSecret("KEY", SECRET)));
		this.runtime.startFailure = new IllegalArgumentException("Invalid value: " + SECRET);
		assertFailed("start: Invalid value: [redacted]");
	}

	@Test
	void startFailsWithError() {
		this.runtime.startFailure = new StackOverflowError("too deep");
		assertFailed("start: too deep");
	}

	@Test
	void startRunsOutOfMemory() {
		this.runtime.startFailure = new OutOfMemoryError("boom");
		assertFailed("provisioning: OutOfMemoryError");
	}

	@Test
	void laterStepsDoNotRunAfterFailure() {
		List<String> ran = new CopyOnWriteArrayList<>();
		this.builder.secretSource(new SecretSource() {

			@Override
			public Map<String, String> globalSecrets() {
				throw new IllegalStateException("sealed");
			}

			@Override
			public Map<String, String> workspaceSecrets(String workspaceId, WorkspaceRequest request) {
				ran.add("workspace secrets");
				return Map.of();
			}

		});
		this.registry.register(EnvMutator.of("a", (context, env) -> ran.add("a")));
		assertFailed("global secrets: sealed", "MISSING");
		assertThat(ran).isEmpty();
	}

	@Test
	void failureOfMutatorIsInTheReport() {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		this.registry.register(EnvMutator.of("b", (context, env) -> {
			throw new IllegalStateException("boom");
		}));
		RunReport report = assertFailed("provisionhook \"b\": boom");
		assertThat(report).isNotNull();
		assertThat(report.mutators()).extracting(MutatorReport::name, MutatorReport::outcome)
			.containsExactly(tuple("a", MutatorOutcome.SUCCESS), tuple("b", MutatorOutcome.FAILURE));
		assertThat(report.changes()).isEmpty();
	}

	@Test
	void failureAfterTheMutatorsKeepsTheirReport() {
		this.registry.register(EnvMutator.of("a", (context, env) -> env.put("A", "1")));
		this.runtime.startFailure = new IOException("no such image");
		RunReport report = assertFailed("start: no such image");
		assertThat(report).isNotNull();
		assertThat(report.changes())
			.containsExactly(new VariableChange("A", VariableChange.Action.ADDED, "a", null, false, null));
	}

	@Test
	void failureBeforeTheMutatorsLeavesReportWithoutMutators() {
		this.builder.secretSource(new SecretSource() {

			@Override
			public Map<String, String> globalSecrets() {
				throw new IllegalStateException("sealed");
			}

		});
		RunReport report = assertFailed("global secrets: sealed");
		assertThat(report).isNotNull();
		assertThat(report.mutators()).isEmpty();
		assertThat(report.steps()).last().extracting(ProvisioningStep::outcome).isEqualTo(MutatorOutcome.FAILURE);
	}

	private @Nullable RunReport assertFailed(String error, String... requiredVariables) {
		WorkspaceRequest request = WorkspaceRequest.named("demo").requiredVariables(List.of(requiredVariables)).build();
		RunReport report;
		try (WorkspaceHandler handler = this.builder.build()) {
			handler.setEnvMutators(this.registry);
			Workspace created = handler.create(request);
			Workspace failed = Await.settled(handler, created);
			assertThat(failed).isEqualTo(new Workspace(created.id(), request, WorkspaceState.FAILED, error, null,
					failed.report(), created.createdAt(), failed.updatedAt(), 1, 1));
			assertThat(handler.list(WorkspaceQuery.newest(1000)).workspaces()).isEqualTo(List.of(failed));
			report = failed.report();
		}
		assertThat(this.runtime.launches).isEmpty();
		return report;
	}

}

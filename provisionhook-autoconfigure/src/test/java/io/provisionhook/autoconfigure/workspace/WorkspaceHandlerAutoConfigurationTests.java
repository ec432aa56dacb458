package io.provisionhook.autoconfigure.workspace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.core.task.TaskDecorator;

import io.provisionhook.EnvMutator;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.workspace.InMemoryWorkspaceStore;
import io.provisionhook.workspace.SecretSource;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceListener;
import io.provisionhook.workspace.WorkspaceQuery;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;
import io.provisionhook.workspace.test.FakeRuntime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceHandlerAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class WorkspaceHandlerAutoConfigurationTests {

	private final FakeRuntime runtime = new FakeRuntime();

	private final ApplicationContextRunner withoutRuntime = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(ProvisionhookAutoConfiguration.class, WorkspaceHandlerAutoConfiguration.class));

	private final ApplicationContextRunner contextRunner = this.withoutRuntime.withBean(WorkspaceRuntime.class,
			() -> this.runtime);

	@Test
	void withoutRuntimeThereIsNoHandler() {
		this.withoutRuntime.run((context) -> assertThat(context).doesNotHaveBean(WorkspaceHandler.class)
			.doesNotHaveBean(WorkspaceStore.class)
			.doesNotHaveBean(WorkspaceListener.class));
	}

	@Test
	void handlerRunsTheMutatorBeans() {
		this.contextRunner
			.withBean(EnvMutator.class, () -> EnvMutator.of("a", (context, env) -> env.put("REGION", "eu")))
			.run((context) -> {
				provision(context, WorkspaceState.RUNNING);
				assertThat(this.runtime.launches).singleElement()
					.satisfies((launch) -> assertThat(launch.environment()).containsEntry("REGION", "eu"));
			});
	}

	@Test
	void runtimeThatHangsIsGivenUpAfterTheConfiguredTime(CapturedOutput output) {
		CountDownLatch release = new CountDownLatch(1);
		this.runtime.whileStarting = () -> {
			try {
				release.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		};
		this.contextRunner.withPropertyValues("provisionhook.workspace.runtime-timeout=1s").run((context) -> {
			Workspace failed = provision(context, WorkspaceState.FAILED);
			assertThat(failed.lastSampleError()).startsWith(
					"start: FakeRuntime is not done after 1000 ms, see provisionhook.workspace.runtime-timeout; it is at ");
			await().untilAsserted(() -> assertThat(output).contains(String.valueOf(failed.lastSampleError())));
		});
	}

	@Test
	void whenHookIsDisabledHandlerWorksWithoutMutators() {
		this.contextRunner.withPropertyValues("provisionhook.enabled=false")
			.withBean(EnvMutator.class, () -> EnvMutator.of("a", (context, env) -> env.put("REGION", "eu")))
			.run((context) -> {
				provision(context, WorkspaceState.RUNNING);
				assertThat(this.runtime.launches).singleElement()
					.satisfies((launch) -> assertThat(launch.environment()).doesNotContainKey("REGION"));
			});
	}

	@Test
	void failedWorkspaceIsLoggedAsAWarning(CapturedOutput output) {
		this.contextRunner.withBean(EnvMutator.class, () -> EnvMutator.of("a", (context, env) -> {
			env.putSecret("GITHUB_TOKEN", "ghs_marked_secret");
			throw new IllegalStateException("401 for ghs_marked_secret");
		})).run((context) -> {
			Workspace workspace = provision(context, WorkspaceState.FAILED);
			assertThat(workspace.lastSampleError()).isEqualTo("provisionhook \"a\": 401 for [redacted]");
			String warning = "Workspace '" + workspace.id()
					+ "' (demo) failed: provisionhook \"a\": 401 for [redacted]";
			await().untilAsserted(() -> assertThat(output).contains("WARN").contains(warning));
			assertThat(output).doesNotContain("ghs_marked_secret");
		});
		assertThat(this.runtime.launches).isEmpty();
	}

	@Test
	void autoConfigurationUsesSecretSourcesAndListenersOfTheUser() {
		List<WorkspaceState> states = new CopyOnWriteArrayList<>();
		this.contextRunner.withBean(SecretSource.class, () -> new SecretSource() {
			@Override
			public Map<String, String> globalSecrets() {
				return Map.of("REGISTRY_LOGIN", "marked-secret");
			}
		}).withBean(WorkspaceListener.class, () -> (workspace) -> states.add(workspace.state())).run((context) -> {
			provision(context, WorkspaceState.RUNNING);
			assertThat(this.runtime.launches).singleElement().satisfies((launch) -> {
				assertThat(launch.environment()).containsEntry("REGISTRY_LOGIN", "marked-secret");
				assertThat(launch.secretNames()).containsExactly("REGISTRY_LOGIN");
			});
			await().untilAsserted(
					() -> assertThat(states).containsExactly(WorkspaceState.PROVISIONING, WorkspaceState.RUNNING));
		});
	}

	@Test
	void autoConfigurationDecoratesProvisioningTasks() {
		List<Thread> decorating = new CopyOnWriteArrayList<>();
		TaskDecorator decorator = (task) -> {
			decorating.add(Thread.currentThread());
			return task;
		};
		this.contextRunner.withBean(TaskDecorator.class, () -> decorator).run((context) -> {
			provision(context, WorkspaceState.RUNNING);
			assertThat(decorating).contains(Thread.currentThread());
		});
	}

	@Test
	void autoConfigurationBindsProperties() {
		List<Instant> deadlines = new CopyOnWriteArrayList<>();
		this.contextRunner.withPropertyValues("provisionhook.timeout=1h", "provisionhook.defaults.timeout=1h",
				"provisionhook.workspace.concurrency=2", "provisionhook.workspace.git-email-domain=agents.example.com")
			.withBean(EnvMutator.class, () -> EnvMutator.of("a", (context, env) -> deadlines.add(context.deadline())))
			.run((context) -> {
				provision(context, WorkspaceState.RUNNING);
				assertThat(this.runtime.launches).singleElement()
					.satisfies((launch) -> assertThat(launch.environment()).containsEntry("GIT_AUTHOR_EMAIL",
							"demo@agents.example.com"));
				assertThat(deadlines).singleElement()
					.satisfies((deadline) -> assertThat(deadline).isAfter(Instant.now().plus(Duration.ofMinutes(50))));
				assertThat(context.getBean(WorkspaceProperties.class).concurrency()).isEqualTo(2);
			});
	}

	@Test
	void rulesForVariablesApplyEvenIfTheHookIsDisabled() {
		this.contextRunner
			.withPropertyValues("provisionhook.enabled=false", "provisionhook.variables.secret=REGISTRY_*",
					"provisionhook.variables.max-total-size=64B")
			.withBean(SecretSource.class, () -> new SecretSource() {
				@Override
				public Map<String, String> globalSecrets() {
					return Map.of("REGISTRY_LOGIN", "x".repeat(64));
				}
			})
			.run((context) -> assertThat(provision(context, WorkspaceState.FAILED).lastSampleError())
				.contains("REGISTRY_LOGIN", "64 bytes"));
	}

	@Test
	void autoConfigurationCarriesDiagnosticContextOverToProvisioning() {
		List<String> requests = new CopyOnWriteArrayList<>();
		this.contextRunner
			.withBean(EnvMutator.class,
					() -> EnvMutator.of("a", (context, env) -> requests.add(String.valueOf(MDC.get("request")))))
			.run((context) -> {
				try (MDC.MDCCloseable closeable = MDC.putCloseable("request", "r-1")) {
					assertThat(closeable).isNotNull();
					provision(context, WorkspaceState.RUNNING);
				}
				assertThat(requests).containsExactly("r-1");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "concurrency=0", "reconciliation-interval=0s", "reconciliation-interval=-1s" })
	void autoConfigurationRefusesValueThatMakesNoSense(String property) {
		this.contextRunner.withPropertyValues("provisionhook.workspace." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'" + property.split("=", -1)[0] + "'")
				.hasMessageContaining("must be positive"));
	}

	@Test
	void autoConfigurationSaysWhoRunsAndWhoRemembersWorkspaces(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(output)
			.contains("provisionhook: workspaces run in FakeRuntime, and are recorded in InMemoryWorkspaceStore")
			.doesNotContain("outlive"));
	}

	@Test
	void autoConfigurationWarnsThatWorkspacesOutliveTheirRecords(CapturedOutput output) {
		this.runtime.outlivesHost = true;
		this.contextRunner.run((context) -> assertThat(output)
			.contains("provisionhook: workspaces outlive the application, but their records do not, so that each start "
					+ "finds workspaces without a record; add provisionhook-jdbc and a database, or set provisionhook.workspace.on-shutdown=stop"));
	}

	@Test
	void workspacesThatAreStoppedWithTheApplicationNeedNoRecordAfterThat(CapturedOutput output) {
		this.runtime.outlivesHost = true;
		this.contextRunner.withPropertyValues("provisionhook.workspace.on-shutdown=stop")
			.run((context) -> assertThat(output).contains("run in FakeRuntime").doesNotContain("outlive"));
	}

	@Test
	void workspaceThatHasEndedIsDeletedAfterItsRetention() {
		this.contextRunner.withPropertyValues("provisionhook.workspace.retention=1ms").run((context) -> {
			WorkspaceHandler handler = context.getBean(WorkspaceHandler.class);
			handler.create(WorkspaceRequest.named("demo").requiredVariables(Set.of("MISSING")).build());
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.until(() -> handler.list(WorkspaceQuery.newest(1000)).workspaces().isEmpty());
		});
	}

	@Test
	void startWhenRetentionIsNotPositiveFailsAndNamesTheProperty() {
		this.contextRunner.withPropertyValues("provisionhook.workspace.retention=0s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'retention'")
				.hasMessageContaining("must be positive"));
	}

	@Test
	void autoConfigurationBacksOffForHandlerOfTheUserButGivesItTheRegistry() {
		try (WorkspaceHandler own = WorkspaceHandler.builder(this.runtime).build()) {
			this.contextRunner.withBean(WorkspaceHandler.class, () -> own)
				.withBean(EnvMutator.class, () -> EnvMutator.of("a", (context, env) -> env.put("REGION", "eu")))
				.run((context) -> {
					assertThat(context).getBean(WorkspaceHandler.class).isSameAs(own);
					provision(context, WorkspaceState.RUNNING);
					assertThat(this.runtime.launches.get(0).environment()).containsEntry("REGION", "eu");
				});
		}
	}

	@Test
	void autoConfigurationBacksOffForStoreOfTheUser() {
		WorkspaceStore own = new InMemoryWorkspaceStore();
		this.contextRunner.withBean(WorkspaceStore.class, () -> own).run((context) -> {
			provision(context, WorkspaceState.RUNNING);
			assertThat(context).getBean(WorkspaceStore.class).isSameAs(own);
			assertThat(own.find(WorkspaceQuery.newest(1000))).hasSize(1);
		});
	}

	@Test
	void autoConfigurationBacksOffForLoggingListenerOfTheSameName(CapturedOutput output) {
		this.contextRunner
			.withBean("provisionhookLoggingWorkspaceListener", WorkspaceListener.class, () -> (workspace) -> {
			})
			.withBean(EnvMutator.class, () -> EnvMutator.of("a", (context, env) -> {
				throw new IllegalStateException("boom");
			}))
			.run((context) -> provision(context, WorkspaceState.FAILED));
		// The handler waits for its listeners when it is closed
		assertThat(output).doesNotContain("failed: provisionhook");
	}

	private static Workspace provision(ApplicationContext context, WorkspaceState expected) {
		WorkspaceHandler handler = context.getBean(WorkspaceHandler.class);
		Workspace workspace = handler.create(WorkspaceRequest.named("demo").build());
		return Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> handler.get(workspace.id()), (current) -> current.state() == expected);
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(60));
	}

}

package io.provisionhook.autoconfigure.workspace;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mockito;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import io.provisionhook.EnvMutator;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.workspace.InMemoryWorkspaceStore;
import io.provisionhook.workspace.Reconciliation;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceQuery;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;
import io.provisionhook.workspace.test.FakeRuntime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceLifecycleAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class WorkspaceLifecycleAutoConfigurationTests {

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	private final FakeRuntime runtime = new FakeRuntime();

	private final InMemoryWorkspaceStore store = new InMemoryWorkspaceStore();

	private final CountDownLatch began = new CountDownLatch(1);

	private final CountDownLatch proceed = new CountDownLatch(1);

	private final ApplicationContextRunner withoutRuntime = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class, ProvisionhookAutoConfiguration.class,
				WorkspaceHandlerAutoConfiguration.class, WorkspaceLifecycleAutoConfiguration.class));

	private final ApplicationContextRunner contextRunner = this.withoutRuntime
		.withBean(WorkspaceRuntime.class, () -> this.runtime)
		.withBean(WorkspaceStore.class, () -> this.store);

	private final ApplicationContextRunner withSlowMutator = this.contextRunner.withBean(EnvMutator.class,
			() -> EnvMutator.of("slow", (context, env) -> {
				this.began.countDown();
				await(this.proceed);
			}));

	private static void await(CountDownLatch latch) throws InterruptedException {
		assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
	}

	private static ConditionFactory patiently() {
		return Awaitility.await().atMost(Duration.ofSeconds(60));
	}

	@Test
	void withoutHandlerThereIsNothingToDo() {
		this.withoutRuntime.run((context) -> assertThat(context).doesNotHaveBean(WorkspaceLifecycle.class));
	}

	@Test
	void mockOfHandlerStartsAndStops(CapturedOutput output) {
		WorkspaceHandler mock = Mockito.mock(WorkspaceHandler.class);
		this.contextRunner.withBean(WorkspaceHandler.class, () -> mock)
			.run((context) -> assertThat(context).hasNotFailed().getBean(WorkspaceHandler.class).isSameAs(mock));
		Mockito.verify(mock).shutdown();
		assertThat(output).doesNotContain("NullPointerException");
	}

	@Test
	void runningWorkspaceIsStoppedWithItsHostIfItCannotOutliveIt() {
		RunningWorkspace.leaveBy(this.contextRunner);
		assertThat(this.store.find(WorkspaceQuery.newest(1000))).extracting(Workspace::state)
			.containsExactly(WorkspaceState.STOPPED);
	}

	@Test
	void runningWorkspaceIsStoppedAsConfigured() {
		this.runtime.outlivesHost = true;
		RunningWorkspace.leaveBy(this.contextRunner.withPropertyValues("provisionhook.workspace.on-shutdown=stop"));
		assertThat(this.store.find(WorkspaceQuery.newest(1000))).extracting(Workspace::state)
			.containsExactly(WorkspaceState.STOPPED);
	}

	@Test
	void stopOfApplicationWaitsForWorkspacesThatAreBeingProvisioned(CapturedOutput output) throws Exception {
		this.runtime.outlivesHost = true;
		this.withSlowMutator.run((context) -> {
			context.getBean(WorkspaceHandler.class).create(this.request);
			await(this.began);
			Thread closing = new Thread(context::close);
			closing.start();
			patiently().untilAsserted(() -> assertThat(output)
				.contains("provisionhook: waiting for workspaces that are being provisioned or stopped"));
			this.proceed.countDown();
			closing.join(TimeUnit.SECONDS.toMillis(30));
		});
		assertThat(this.store.find(WorkspaceQuery.newest(1000))).extracting(Workspace::state)
			.containsExactly(WorkspaceState.RUNNING);
	}

	@Test
	void workspacesThatAreStillBeingProvisionedAfterThePhaseTimeoutAreFailed() {
		this.withSlowMutator.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=100ms").run((context) -> {
			context.getBean(WorkspaceHandler.class).create(this.request);
			await(this.began);
		});
		assertThat(this.store.find(WorkspaceQuery.newest(1000))).singleElement().satisfies((workspace) -> {
			assertThat(workspace.state()).isEqualTo(WorkspaceState.FAILED);
			assertThat(workspace.lastSampleError()).isEqualTo("provisioning: the host application stopped");
		});
	}

	@Test
	void contextThatIsStoppedOnlyToBeStartedAgainKeepsItsWorkspaces() {
		this.contextRunner.run((context) -> {
			WorkspaceHandler handler = context.getBean(WorkspaceHandler.class);
			Workspace workspace = handler.create(this.request);
			patiently().until(() -> handler.get(workspace.id()).state() == WorkspaceState.RUNNING);
			ConfigurableApplicationContext source = context.getSourceApplicationContext();
			source.stop();
			source.start();
			assertThat(handler.get(workspace.id()).state()).isEqualTo(WorkspaceState.RUNNING);
			assertThat(handler.create(this.request).state()).isEqualTo(WorkspaceState.PROVISIONING);
		});
	}

	@Test
	void autoConfigurationBindsProperties() {
		this.contextRunner.run((context) -> assertThat(context.getBean(WorkspaceProperties.class))
			.isEqualTo(new WorkspaceProperties(16, "workspaces.invalid", Reconciliation.OnInterruption.FAIL,
					Reconciliation.OnOrphan.REPORT, Reconciliation.OnHostLoss.FAIL, WorkspaceHandler.OnShutdown.KEEP,
					null, Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(30))));
		this.contextRunner
			.withPropertyValues("provisionhook.workspace.on-interruption=provision",
					"provisionhook.workspace.on-orphan=remove", "provisionhook.workspace.on-host-loss=provision",
					"provisionhook.workspace.on-shutdown=stop", "provisionhook.workspace.reconciliation-interval=1m",
					"provisionhook.workspace.step-timeout=7s", "provisionhook.workspace.runtime-timeout=8s",
					"provisionhook.workspace.retention=30d")
			.run((context) -> assertThat(context.getBean(WorkspaceProperties.class)).isEqualTo(new WorkspaceProperties(
					16, "workspaces.invalid", Reconciliation.OnInterruption.PROVISION, Reconciliation.OnOrphan.REMOVE,
					Reconciliation.OnHostLoss.PROVISION, WorkspaceHandler.OnShutdown.STOP, Duration.ofDays(30),
					Duration.ofMinutes(1), Duration.ofSeconds(7), Duration.ofSeconds(8))));
	}

}

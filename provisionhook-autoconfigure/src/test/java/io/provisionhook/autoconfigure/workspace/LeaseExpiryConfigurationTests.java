package io.provisionhook.autoconfigure.workspace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;

import io.provisionhook.EnvMutator;
import io.provisionhook.Lease;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.workspace.LeaseExpiry;
import io.provisionhook.workspace.LeaseExpiryListener;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;
import io.provisionhook.workspace.test.FakeRuntime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceHandlerAutoConfiguration}: leases.
 */
@ExtendWith(OutputCaptureExtension.class)
class LeaseExpiryConfigurationTests {

	private final FakeRuntime runtime = new FakeRuntime();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ProvisionhookAutoConfiguration.class, WorkspaceHandlerAutoConfiguration.class))
		.withBean(WorkspaceRuntime.class, () -> this.runtime)
		.withBean(Expiries.class)
		.withBean(EnvMutator.class, () -> EnvMutator.of("app",
				(context, env) -> env.putSecret("KEY", "marked-secret", Lease.until(Instant.now().plusSeconds(1)))));

	@Test
	void expiryIsAnApplicationEventAndAWarning(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			Workspace running = start(context);
			LeaseExpiry expiry = awaitExpiry(context);
			assertThat(expiry.workspace()).isEqualTo(running);
			assertThat(expiry.action()).isEqualTo(LeaseExpiry.Action.EVENT);
			Instant end = expiry.variables().get("KEY");
			assertThat(output).contains("WARN")
				.contains("Workspace '" + running.id() + "' (demo) has variables that expire: KEY at " + end
						+ "; restart it to give it fresh ones")
				.doesNotContain("marked-secret");
			assertThat(context.getBean(WorkspaceHandler.class).get(running.id())).isEqualTo(running);
		});
	}

	@Test
	void workspaceIsRestartedIfTheOperatorWantsThatAndTheLogSaysSo(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("provisionhook.leases.on-expiry=restart", "provisionhook.leases.minimum=1ms")
			.run((context) -> {
				Workspace running = start(context);
				WorkspaceHandler handler = context.getBean(WorkspaceHandler.class);
				await(() -> handler.get(running.id()).generation() > 1);
				assertThat(awaitExpiry(context).action()).isEqualTo(LeaseExpiry.Action.RESTART);
				assertThat(output).contains("; it is restarted with fresh ones");
			});
	}

	@Test
	void minimumAndNoticeAreTheOperatorsToDecide() {
		this.contextRunner
			.withPropertyValues("provisionhook.leases.on-expiry=restart", "provisionhook.leases.minimum=1h",
					"provisionhook.leases.notice=0s")
			.run((context) -> {
				start(context);
				LeaseExpiry expiry = awaitExpiry(context);
				assertThat(expiry.action()).isEqualTo(LeaseExpiry.Action.EVENT);
				assertThat(Instant.now()).isAfterOrEqualTo(expiry.variables().get("KEY"));
			});
	}

	@Test
	void handlerUsesListenersOfTheUserAndBacksOffForOneOfTheSameName(CapturedOutput output) {
		List<LeaseExpiry> received = new CopyOnWriteArrayList<>();
		this.contextRunner
			.withBean("provisionhookLoggingLeaseExpiryListener", LeaseExpiryListener.class, () -> received::add)
			.run((context) -> {
				start(context);
				LeaseExpiry expiry = awaitExpiry(context);
				assertThat(received).containsExactly(expiry);
				assertThat(output).doesNotContain("has variables that expire");
			});
	}

	private static Workspace start(ApplicationContext context) {
		WorkspaceHandler handler = context.getBean(WorkspaceHandler.class);
		Workspace workspace = handler.create(WorkspaceRequest.named("demo").build());
		return Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> handler.get(workspace.id()), (current) -> current.state() == WorkspaceState.RUNNING);
	}

	private static LeaseExpiry awaitExpiry(ApplicationContext context) {
		List<LeaseExpiry> events = context.getBean(Expiries.class).events;
		await(() -> !events.isEmpty());
		return events.get(0);
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition);
	}

	/**
	 * Listens as an application would.
	 */
	static class Expiries {

		private final List<LeaseExpiry> events = new CopyOnWriteArrayList<>();

		@EventListener
		void onExpiry(LeaseExpiry event) {
			this.events.add(event);
		}

	}

}

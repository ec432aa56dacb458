package io.provisionhook.autoconfigure;

import java.util.HashMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoggingRunListener}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LoggingRunListenerTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class))
		.withBean("a", EnvMutator.class, () -> EnvMutator.of("first", (context, env) -> env.put("REGION", "eu")))
		.withBean("b", EnvMutator.class, () -> EnvMutator.of("second", (context, env) -> {
			env.put("REGION", "us");
			env.putSecret("GITHUB_TOKEN", "ghs_marked_secret");
		}))
		.withBean("c", EnvMutator.class, () -> EnvMutator.of("third", (context, env) -> {
			throw new IllegalStateException("401 for ghs_marked_secret");
		}))
		.withPropertyValues("provisionhook.conflicts=warn", "provisionhook.mutators.third.on-failure=skip");

	@Test
	void listenerLogsEachDistinctWarningOnce(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			run(context.getBean(Registry.class), "workspace-1");
			run(context.getBean(Registry.class), "workspace-2");
			assertThat(output).contains("WARN")
				.contains("provisionhook: workspace 'workspace-1' (demo): \"second\" overrides variable \"REGION\" "
						+ "of \"first\"")
				.containsOnlyOnce("overrides variable");
		});
	}

	@Test
	void listenerLogsEachSkippedMutator(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			run(context.getBean(Registry.class), "workspace-1");
			run(context.getBean(Registry.class), "workspace-2");
			assertThat(output)
				.contains("provisionhook: workspace 'workspace-1' (demo): mutator \"third\" was skipped: ")
				.contains("provisionhook: workspace 'workspace-2' (demo): mutator \"third\" was skipped: ")
				.contains("401 for [redacted]")
				.doesNotContain("ghs_marked_secret");
		});
	}

	@Test
	void listenerLogsNothingAboutARunWithoutWarnings(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("provisionhook.conflicts=override", "provisionhook.mutators.third.enabled=false")
			.run((context) -> {
				run(context.getBean(Registry.class), "workspace-1");
				assertThat(output).doesNotContain("workspace-1");
			});
	}

	private static void run(Registry registry, String workspaceId) {
		registry.run(ProvisionContext.of(workspaceId, WorkspaceRequest.named("demo").build()), new HashMap<>());
	}

}

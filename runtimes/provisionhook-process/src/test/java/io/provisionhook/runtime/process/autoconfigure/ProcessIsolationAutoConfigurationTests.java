package io.provisionhook.runtime.process.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.EnvMutator;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration;
import io.provisionhook.testsupport.InstalledTool;
import io.provisionhook.workspace.SecretSource;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;
import io.provisionhook.workspace.test.FakeRuntime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessIsolationAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProcessIsolationAutoConfigurationTests {

	private static final String MEND = ", secrets included; start containers instead, give each workspace a user of its "
			+ "own with provisionhook.process.user=300000-365535, or set "
			+ "provisionhook.process.trusted-workspaces=true if they run trusted code only";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ProvisionhookAutoConfiguration.class, ProcessRuntimeAutoConfiguration.class,
						WorkspaceHandlerAutoConfiguration.class, ProcessIsolationAutoConfiguration.class))
		.withPropertyValues("provisionhook.process.templates.default.command=pwd");

	private final ApplicationContextRunner withMutator = this.contextRunner.withBean("mutator", EnvMutator.class,
			() -> EnvMutator.of("mutator", (context, env) -> env.put("A", "1")));

	@Test
	void processesWhenThereIsAMutatorAreWarnedAbout(CapturedOutput output) {
		this.withMutator.run((context) -> assertThat(context).hasNotFailed());
		assertThat(warnings(output)).containsOnlyOnce("provisionhook: workspaces run as processes, all as the user of "
				+ "this application, so each can read the environment and the files of the others and of this application"
				+ MEND);
	}

	@Test
	void processesWhenThereIsASecretSourceAreWarnedAbout(CapturedOutput output) {
		this.contextRunner.withBean(SecretSource.class, () -> new SecretSource() {
		}).run((context) -> assertThat(context).hasNotFailed());
		assertThat(warnings(output)).containsOnlyOnce("all as the user of this application");
	}

	@Test
	void processesWhenThereIsNoSecretAreNotWarnedAbout(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(warnings(output)).isEmpty();
	}

	@Test
	void processesWhenMutatorIsDisabledAreNotWarnedAbout(CapturedOutput output) {
		this.withMutator.withPropertyValues("provisionhook.mutators.mutator.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
		this.withMutator.withPropertyValues("provisionhook.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(warnings(output)).isEmpty();
	}

	@Test
	void processesWhenTrustedAreNotWarnedAbout(CapturedOutput output) {
		this.withMutator.withPropertyValues("provisionhook.process.trusted-workspaces=true")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(warnings(output)).isEmpty();
	}

	@Test
	void processesWhenUserIsSharedAreWarnedAbout(CapturedOutput output) {
		needRoot();
		this.withMutator.withPropertyValues("provisionhook.process.user=nobody")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(warnings(output)).containsOnlyOnce("provisionhook: workspaces run as processes, all as one user, so "
				+ "each can read the environment and the files of the others" + MEND);
	}

	@Test
	void processesWhenEachHasAUserAreNotWarnedAbout(CapturedOutput output) {
		needRoot();
		this.withMutator.withPropertyValues("provisionhook.process.user=300000-300009")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(warnings(output)).isEmpty();
	}

	@Test
	void anotherRuntimeIsNotWarnedAbout(CapturedOutput output) {
		this.withMutator.withBean(WorkspaceRuntime.class, FakeRuntime::new)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ProcessIsolationCheck.class));
		assertThat(warnings(output)).isEmpty();
	}

	private static void needRoot() {
		InstalledTool.need("setpriv");
		InstalledTool.need("setpriv", System.getProperty("user.name").equals("root"), "'setpriv' needs root");
	}

	private static String warnings(CapturedOutput output) {
		return String.join("\n",
				output.toString().lines().filter((line) -> line.contains("workspaces run as processes")).toList());
	}

}

package io.provisionhook.runtime.process.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.ObjectError;

import io.provisionhook.RequiredVariable;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration;
import io.provisionhook.runtime.process.ProcessRuntime;
import io.provisionhook.runtime.process.autoconfigure.ProcessRuntimeProperties.Template;
import io.provisionhook.testsupport.InstalledTool;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.runtime.RuntimeProgress;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;
import io.provisionhook.workspace.test.FakeRuntime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessRuntimeAutoConfiguration}.
 */
class ProcessRuntimeAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class,
				ProcessRuntimeAutoConfiguration.class, WorkspaceHandlerAutoConfiguration.class));

	@Test
	void withoutTemplatesThereIsNoRuntime() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(WorkspaceRuntime.class)
			.doesNotHaveBean(WorkspaceHandler.class));
	}

	@Test
	void autoConfigurationRunsConfiguredTemplateInConfiguredDirectory(@TempDir Path directory) {
		this.contextRunner
			.withPropertyValues("provisionhook.process.templates.default.command=pwd",
					"provisionhook.process.directory=" + directory)
			.run((context) -> {
				assertThat(context).hasSingleBean(ProcessRuntime.class);
				WorkspaceHandler handler = context.getBean(WorkspaceHandler.class);
				Workspace workspace = handler.create(WorkspaceRequest.named("demo").build());
				Awaitility.await()
					.atMost(Duration.ofSeconds(60))
					.until(() -> handler.get(workspace.id()).state() == WorkspaceState.STOPPED);
				assertThat(logOf(handler, workspace)).isEqualTo(directory.resolve(workspace.id()) + "\n");
			});
	}

	@Test
	void autoConfigurationBindsProperties() {
		this.contextRunner
			.withPropertyValues("provisionhook.process.templates.default.command=sh,-c,sleep 60",
					"provisionhook.process.inherit=PATH,LANG", "provisionhook.process.output-limit=1KB",
					"provisionhook.process.grace-period=3s",
					"provisionhook.process.templates.default.required=API_KEY|OAUTH_TOKEN")
			.run((context) -> {
				assertThat(
						context.getBean(ProcessRuntime.class).requiredVariables(WorkspaceRequest.named("demo").build()))
					.containsExactly(RequiredVariable.of("API_KEY|OAUTH_TOKEN"));
				ProcessRuntimeProperties properties = context.getBean(ProcessRuntimeProperties.class);
				assertThat(properties.templates()).containsOnly(Map.entry("default",
						new Template(List.of("sh", "-c", "sleep 60"), null, List.of("API_KEY|OAUTH_TOKEN"))));
				assertThat(properties.inherit()).containsExactly("PATH", "LANG");
				assertThat(properties.outputLimit()).isEqualTo(DataSize.ofKilobytes(1));
				assertThat(properties.gracePeriod()).isEqualTo(Duration.ofSeconds(3));
				assertThat(properties.directory()).isNull();
				assertThat(properties.user()).isNull();
				assertThat(properties.trustedWorkspaces()).isFalse();
			});
	}

	@Test
	void nothingIsInheritedUnlessConfigured() {
		this.contextRunner.withPropertyValues("provisionhook.process.templates.default.command=env")
			.run((context) -> assertThat(context.getBean(ProcessRuntime.class)
				.baseEnvironment(WorkspaceRequest.named("demo").build(), RuntimeProgress.NONE)
				.values()).isEmpty());
	}

	@Test
	void startWhenARequiredNameCanNotBeThatOfAVariableFailsAndNamesTheProperty() {
		this.contextRunner
			.withPropertyValues("provisionhook.process.templates.default.command=env",
					"provisionhook.process.templates.default.required=A,B=1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'templates[default].required'")
				.hasMessageContaining("Required variable \"B=\" has an equals sign in its name"));
	}

	@Test
	void templateWithoutCommandFailsTheStart() {
		this.contextRunner.withPropertyValues("provisionhook.process.templates.broken.command=")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("templates[broken].command")
				.hasMessageContaining("must name a program"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "user", "templates.default.user" })
	void userWhenUnknownFailsTheStart(String property) {
		this.contextRunner
			.withPropertyValues("provisionhook.process.templates.default.command=env",
					"provisionhook.process." + property + "=no-such-user")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(BindValidationException.class,
						(failure) -> assertThat(failure.getValidationErrors().getAllErrors())
							.extracting(ObjectError::getDefaultMessage)
							.containsExactly("Unknown user \"no-such-user\"")));
	}

	@Test
	void userOfTemplateOverridesThatOfAll() {
		InstalledTool.need("setpriv");
		InstalledTool.need("setpriv", System.getProperty("user.name").equals("root"), "'setpriv' needs root");
		this.contextRunner
			.withPropertyValues("provisionhook.process.templates.default.command=env",
					"provisionhook.process.templates.other.command=env",
					"provisionhook.process.templates.other.user=300000-300009", "provisionhook.process.user=nobody")
			.run((context) -> assertThat(context.getBean(ProcessRuntime.class).isolation())
				.isEqualTo(ProcessRuntime.Isolation.HOST));
	}

	@Test
	void autoConfigurationBacksOffForRuntimeOfTheUser() {
		FakeRuntime own = new FakeRuntime();
		this.contextRunner.withPropertyValues("provisionhook.process.templates.default.command=pwd")
			.withBean(WorkspaceRuntime.class, () -> own)
			.run((context) -> assertThat(context).getBean(WorkspaceRuntime.class).isSameAs(own));
	}

	@Test
	void processesEndWithTheContext() {
		long[] pid = new long[1];
		this.contextRunner
			.withPropertyValues("provisionhook.process.templates.default.command=sh,-c,echo $$; exec sleep 60")
			.run((context) -> {
				WorkspaceHandler handler = context.getBean(WorkspaceHandler.class);
				Workspace workspace = handler.create(WorkspaceRequest.named("demo").build());
				String log = Awaitility.await()
					.atMost(Duration.ofSeconds(60))
					.until(() -> logOf(handler, workspace), (text) -> text.endsWith("\n"));
				pid[0] = Long.parseLong(log.strip());
				assertThat(ProcessHandle.of(pid[0])).isPresent();
			});
		assertThat(ProcessHandle.of(pid[0]).filter(ProcessHandle::isAlive)).isEmpty();
	}

	private static String logOf(WorkspaceHandler handler, Workspace workspace) throws IOException {
		return new String(handler.log(workspace.id()).readAllBytes(), StandardCharsets.UTF_8);
	}

}

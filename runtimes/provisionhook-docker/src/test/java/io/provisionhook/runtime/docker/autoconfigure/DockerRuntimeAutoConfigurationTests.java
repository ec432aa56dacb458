package io.provisionhook.runtime.docker.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.provisionhook.RequiredVariable;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration;
import io.provisionhook.runtime.docker.DockerRuntime;
import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.runtime.process.ProcessRuntime;
import io.provisionhook.runtime.process.autoconfigure.ProcessRuntimeAutoConfiguration;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link DockerRuntimeAutoConfiguration}.
 */
@Timeout(300)
class DockerRuntimeAutoConfigurationTests {

	@RegisterExtension
	final LogCapture warnings = new LogCapture();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ProvisionhookAutoConfiguration.class, WorkspaceHandlerAutoConfiguration.class,
						ProcessRuntimeAutoConfiguration.class, DockerRuntimeAutoConfiguration.class))
		.withPropertyValues("provisionhook.workspace.on-shutdown=stop");

	@Test
	void imageMakesRuntimeAndHandler() {
		this.contextRunner.withPropertyValues("provisionhook.docker.image=busybox")
			.run((context) -> assertThat(context).hasSingleBean(DockerRuntime.class)
				.hasSingleBean(WorkspaceHandler.class));
	}

	@Test
	void templateMakesRuntime() {
		this.contextRunner.withPropertyValues("provisionhook.docker.templates.default.image=busybox")
			.run((context) -> assertThat(context).hasSingleBean(DockerRuntime.class));
	}

	@Test
	void nothingConfiguredMakesNothing() {
		this.contextRunner.withPropertyValues("provisionhook.docker.image=")
			.run((context) -> assertThat(context).doesNotHaveBean(WorkspaceRuntime.class)
				.doesNotHaveBean(WorkspaceHandler.class));
	}

	@ParameterizedTest
	@CsvSource({ "templates.reviewer.imge, templates.reviewer.image", "imge, image",
			"templates.reviewer.mounts[0].tarket, templates.reviewer.mounts[0].target",
			"mount[0].target, mounts[0].target", "tempaltes.reviewer.image, templates.reviewer.image",
			"pids-limits, pids-limit" })
	void propertyThatDoesNotExistFailsTheStart(String name, String nearest) {
		this.contextRunner.withPropertyValues("provisionhook.docker." + name + "=1")
			.run((context) -> assertThat(context).getFailure()
				.hasMessage("Configuration property 'provisionhook.docker." + name + "' (property source 'test') is "
						+ "not known: did you mean 'provisionhook.docker." + nearest + "'?"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "memory=1GB", "labels.com.acme.team=a", "log-options.max-size=1m",
			"templates[python3.12].image=busybox", "templates.reviewer.mounts[1].type=tmpfs", "cap-drop=ALL" })
	void propertyThatExistsIsFineAlsoIfTheRuntimeIsNotActive(String property) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class))
			.withPropertyValues("provisionhook.docker." + property)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void dockerWinsOverProcesses() {
		ApplicationContextRunner both = this.contextRunner
			.withPropertyValues("provisionhook.process.templates.default.command=sh");
		both.run((context) -> assertThat(context).hasSingleBean(ProcessRuntime.class)
			.doesNotHaveBean(DockerRuntime.class));
		both.withPropertyValues("provisionhook.docker.image=busybox")
			.run((context) -> assertThat(context).hasSingleBean(DockerRuntime.class)
				.doesNotHaveBean(ProcessRuntime.class));
	}

	@Test
	void runtimeOfApplicationCountsMore() {
		this.contextRunner.withPropertyValues("provisionhook.docker.image=busybox")
			.withUserConfiguration(OwnRuntime.class)
			.run((context) -> assertThat(context).hasSingleBean(ProcessRuntime.class)
				.doesNotHaveBean(DockerRuntime.class));
	}

	@Test
	void mistakesFailTheStart() {
		this.contextRunner
			.withPropertyValues("provisionhook.docker.image=busybox", "provisionhook.docker.host=ssh://example.com")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage(
						"Docker host \"ssh://example.com\" can't be used; one that starts with unix://, npipe:// or "
								+ "tcp:// can"));
		this.contextRunner
			.withPropertyValues("provisionhook.docker.image=busybox", "provisionhook.docker.pull=sometimes")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(IllegalArgumentException.class)
				.cause()
				.isNotNull());
	}

	@Test
	void requestsAreValidated() {
		this.contextRunner
			.withPropertyValues("provisionhook.docker.image=busybox", "provisionhook.docker.templates.agent.user=agent")
			.run((context) -> assertThatIllegalArgumentException()
				.isThrownBy(() -> context.getBean(WorkspaceHandler.class)
					.create(WorkspaceRequest.named("demo").template("x").build()))
				.withMessage("Unknown template \"x\"; the templates are default, agent"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"auths\":{\"other.example\":{\"auth\":\"\"}}}",
			"{\"auths\":{\"other.example\":{\"auth\":\"Ym90Omhp\\nZGRlbg==\"}}}", "",
			"{\"auths\":{\"other.example\":null}}", "{\"auths\":{\"other.example\":{\"auth\":\"Ym90aGlkZGVu\"}}}",
			"no JSON" })
	void applicationWhenCredentialsOfRegistriesAreOfNoUseStartsWithAWarning(String config, @TempDir Path home)
			throws IOException {
		Path file = Files.createDirectories(home.resolve(".docker")).resolve("config.json");
		Files.writeString(file, config);
		String before = System.setProperty("user.home", home.toString());
		try {
			this.contextRunner.withPropertyValues("provisionhook.docker.image=busybox")
				.run((context) -> assertThat(context).hasSingleBean(DockerRuntime.class));
		}
		finally {
			System.setProperty("user.home", before);
		}
		assertThat(this.warnings.lines()).singleElement()
			.asString()
			.contains(file.toString())
			.contains(config.contains("other.example") ? "\"other.example\"" : "is ignored");
	}

	@Nested
	@ExtendWith(DockerEngineExtension.class)
	class WithEngine {

		@Test
		void propertiesReachContainer(DockerEngine engine) {
			String name = engine.owner() + "-platform";
			DockerRuntimeAutoConfigurationTests.this.contextRunner
				.withPropertyValues("spring.application.name=" + name, "provisionhook.docker.host=" + engine.host(),
						"provisionhook.docker.image=" + engine.images().busybox(), "provisionhook.docker.memory=64MB",
						"provisionhook.docker.cpus=0.5", "provisionhook.docker.network=none",
						"provisionhook.docker.labels.team=blue", "provisionhook.docker.pull=never",
						"provisionhook.docker.log-driver=local", "provisionhook.docker.log-options.max-size=1m",
						"provisionhook.docker.secrets=file", "provisionhook.docker.templates.agent.entrypoint=sh,-c",
						"provisionhook.docker.templates.agent.command=exit 3",
						"provisionhook.docker.templates.agent.user=agent",
						"provisionhook.docker.templates.agent.read-only=true", "provisionhook.docker.required=A|B",
						"provisionhook.docker.templates.agent.required=KEY",
						"provisionhook.docker.templates.agent.memory=32MB",
						"provisionhook.docker.templates.agent.mounts[0].type=tmpfs",
						"provisionhook.docker.templates.agent.mounts[0].target=/work",
						"provisionhook.docker.templates.agent.mounts[0].size=1MB")
				.run((context) -> {
					DockerRuntime runtime = context.getBean(DockerRuntime.class);
					WorkspaceRequest request = WorkspaceRequest.named("demo").template("agent").build();
					assertThat(runtime.requiredVariables(request)).containsExactly(RequiredVariable.of("A|B"),
							RequiredVariable.of("KEY"));
					WorkspaceLaunch launch = new WorkspaceLaunch("w1", request,
							Map.of("PATH", "/bin", "KEY", "secret-key"), Set.of("KEY"));
					assertThat(runtime.start(launch).toCompletableFuture().get(120, TimeUnit.SECONDS).code())
						.isEqualTo(3);
					InspectContainerResponse container = engine.client().inspectContainerCmd("provisionhook-w1").exec();
					assertThat(container.getConfig().getLabels()).containsEntry("team", "blue")
						.containsEntry("io.provisionhook.owner", name);
					assertThat(container.getConfig().getUser()).isEqualTo("agent");
					HostConfig host = container.getHostConfig();
					assertThat(host.getMemory()).isEqualTo(32L * 1024 * 1024);
					assertThat(host.getNanoCPUs()).isEqualTo(500_000_000L);
					assertThat(host.getNetworkMode()).isEqualTo("none");
					assertThat(host.getReadonlyRootfs()).isTrue();
					assertThat(host.getMounts()).hasSize(1);
					assertThat(host.getLogConfig().getConfig()).isEqualTo(Map.of("max-size", "1m"));
					assertThat(host.getTmpFs()).containsOnlyKeys("/run/provisionhook");
				});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRuntime {

		@Bean
		ProcessRuntime ownRuntime() {
			return ProcessRuntime.builder().template("default", List.of("true")).shutdownHook(false).build();
		}

	}

}

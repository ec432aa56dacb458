package io.provisionhook.runtime.docker.autoconfigure;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.runtime.docker.DockerRuntime;
import io.provisionhook.runtime.docker.SecretDelivery;
import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is logged of a container when everything is logged.
 */
@Timeout(300)
@ExtendWith({ DockerEngineExtension.class, OutputCaptureExtension.class })
class ClientLogTests {

	private final DockerEngine engine;

	ClientLogTests(DockerEngine engine) {
		this.engine = engine;
	}

	@AfterEach
	void logLess() {
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
	}

	@ParameterizedTest
	@EnumSource(SecretDelivery.class)
	void applicationThatLogsEverythingLogsNoValue(SecretDelivery delivery, CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Host.class)
			.web(WebApplicationType.NONE)
			.run("--logging.level.root=trace", "--provisionhook.docker.host=" + this.engine.host(),
					"--provisionhook.docker.image=" + this.engine.images().busybox(),
					"--provisionhook.docker.owner=" + this.engine.owner(), "--provisionhook.docker.network=host",
					"--provisionhook.docker.command=true", "--provisionhook.docker.secrets=" + delivery)) {
			DockerRuntime runtime = context.getBean(DockerRuntime.class);
			WorkspaceLaunch launch = new WorkspaceLaunch("w1", WorkspaceRequest.named("demo").build(),
					Map.of("PATH", "/bin", "KEY", "secret-key", "PLAIN", "plain-value"), Set.of("KEY"));
			assertThat(runtime.start(launch).toCompletableFuture().get(120, TimeUnit.SECONDS).code()).isZero();
			assertThat(runtime.log("w1")).isEmpty();
			runtime.remove("w1", 1);
		}
		assertThat(output).contains("CreateContainerCmdExec", "POST", "/containers/create")
			.doesNotContain("secret-key", "plain-value");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(DockerRuntimeAutoConfiguration.class)
	static class Host {

	}

}

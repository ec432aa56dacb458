package io.provisionhook.runtime.docker.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

import io.provisionhook.runtime.docker.DockerRuntime;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Auto-configuration for a {@link DockerRuntime}. It takes precedence over the process
 * runtime if both are configured.
 *
 * @since 0.1.0
 */
@AutoConfiguration(beforeName = { "io.provisionhook.runtime.process.autoconfigure.ProcessRuntimeAutoConfiguration",
		"io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration" })
@Conditional(OnImageCondition.class)
@EnableConfigurationProperties(DockerProperties.class)
public final class DockerRuntimeAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(WorkspaceRuntime.class)
	DockerRuntime provisionhookDockerRuntime(DockerProperties properties, Environment environment) {
		return new DockerRuntimeMapper(properties).toRuntime(environment.getProperty("spring.application.name"));
	}

}

package io.provisionhook.runtime.kubernetes.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

import io.provisionhook.runtime.kubernetes.KubernetesRuntime;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Auto-configuration for a {@link KubernetesRuntime}. It takes precedence over the other
 * runtimes if several are configured.
 *
 * @since 0.1.0
 */
@AutoConfiguration(beforeName = { "io.provisionhook.runtime.docker.autoconfigure.DockerRuntimeAutoConfiguration",
		"io.provisionhook.runtime.process.autoconfigure.ProcessRuntimeAutoConfiguration",
		"io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration" })
@Conditional(OnKubernetesTemplateCondition.class)
@EnableConfigurationProperties(KubernetesProperties.class)
public final class KubernetesRuntimeAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(WorkspaceRuntime.class)
	KubernetesRuntime provisionhookKubernetesRuntime(KubernetesProperties properties, Environment environment) {
		return new KubernetesRuntimeMapper(properties).toRuntime(environment.getProperty("spring.application.name"));
	}

}

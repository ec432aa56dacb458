package io.provisionhook.runtime.kubernetes.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import io.provisionhook.runtime.kubernetes.KubernetesRuntime;

/**
 * Auto-configuration for the health of the watch of Pods.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KubernetesRuntimeAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean(KubernetesRuntime.class)
@ConditionalOnEnabledHealthIndicator("provisionhook-kubernetes")
public final class KubernetesHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookKubernetesHealthIndicator")
	PodWatchHealthIndicator provisionhookKubernetesHealthIndicator(KubernetesRuntime runtime) {
		return new PodWatchHealthIndicator(runtime);
	}

}

package io.provisionhook.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.workspace.WorkspaceHandler;

/**
 * Auto-configuration for the meters of the registry.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ProvisionhookAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, Registry.class })
public final class ProvisionhookMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookAbandonedThreadsMetrics")
	AbandonedThreadsMetrics provisionhookAbandonedThreadsMetrics(Registry registry,
			ObjectProvider<WorkspaceHandler> handlers) {
		return new AbandonedThreadsMetrics(registry, handlers);
	}

}

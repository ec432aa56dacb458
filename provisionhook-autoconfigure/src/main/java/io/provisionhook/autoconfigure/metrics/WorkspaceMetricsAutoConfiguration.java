package io.provisionhook.autoconfigure.metrics;

import java.time.Clock;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration;
import io.provisionhook.workspace.WorkspaceHandler;

/**
 * Auto-configuration for the meters of workspaces and of their leases.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = WorkspaceHandlerAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, WorkspaceHandler.class })
public final class WorkspaceMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookWorkspaceMetrics")
	WorkspaceMetrics provisionhookWorkspaceMetrics(MeterRegistry meters) {
		return new WorkspaceMetrics(meters);
	}

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookInstanceMetrics")
	InstanceMetrics provisionhookInstanceMetrics(WorkspaceHandler handler) {
		return new InstanceMetrics(handler);
	}

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookLeaseMetrics")
	LeaseMetrics provisionhookLeaseMetrics(WorkspaceHandler handler) {
		return new LeaseMetrics(handler, Clock.systemUTC());
	}

}

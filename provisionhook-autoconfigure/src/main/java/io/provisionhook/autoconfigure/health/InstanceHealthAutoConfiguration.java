package io.provisionhook.autoconfigure.health;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.context.annotation.Bean;

import io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration;
import io.provisionhook.workspace.WorkspaceHandler;

/**
 * Auto-configuration for the health of this host application among the hosts that share
 * its store. The indicator is part of the readiness probe.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = WorkspaceHandlerAutoConfiguration.class,
		afterName = "org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration")
@ConditionalOnClass({ HealthIndicator.class, HealthEndpointGroups.class })
@ConditionalOnBean(WorkspaceHandler.class)
@ConditionalOnEnabledHealthIndicator("provisionhook-instance")
public final class InstanceHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookInstanceHealthIndicator")
	InstanceHealthIndicator provisionhookInstanceHealthIndicator(WorkspaceHandler handler) {
		return new InstanceHealthIndicator(handler);
	}

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookHealthDetails")
	static HealthDetails provisionhookHealthDetails(ObjectProvider<HealthContributorRegistry> registry) {
		return new HealthDetails(registry);
	}

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookReadinessGroups")
	static ReadinessGroups provisionhookReadinessGroups() {
		return new ReadinessGroups("provisionhookInstance");
	}

}

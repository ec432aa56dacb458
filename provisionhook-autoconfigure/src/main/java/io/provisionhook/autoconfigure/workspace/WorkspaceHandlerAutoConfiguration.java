package io.provisionhook.autoconfigure.workspace;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

import io.provisionhook.VariableRules;
import io.provisionhook.autoconfigure.ContextPropagation;
import io.provisionhook.autoconfigure.LeaseProperties;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.ProvisionhookProperties;
import io.provisionhook.workspace.InMemoryWorkspaceStore;
import io.provisionhook.workspace.LeaseExpiry;
import io.provisionhook.workspace.LeaseExpiryListener;
import io.provisionhook.workspace.SecretSource;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceListener;
import io.provisionhook.workspace.WorkspaceStore;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Auto-configuration for the {@link WorkspaceHandler} of an application that has a
 * {@link WorkspaceRuntime}. What is about to expire in a running workspace is published
 * as a {@link LeaseExpiry}, an application event. The auto-configuration of a runtime has
 * to come before this one.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ProvisionhookAutoConfiguration.class)
@ConditionalOnBean(WorkspaceRuntime.class)
@EnableConfigurationProperties({ ProvisionhookProperties.class, WorkspaceProperties.class })
public final class WorkspaceHandlerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(WorkspaceStore.class)
	InMemoryWorkspaceStore provisionhookWorkspaceStore() {
		return new InMemoryWorkspaceStore();
	}

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookLoggingWorkspaceListener")
	LoggingWorkspaceListener provisionhookLoggingWorkspaceListener() {
		return new LoggingWorkspaceListener();
	}

	@Bean
	@ConditionalOnMissingBean(name = "provisionhookLoggingLeaseExpiryListener")
	LoggingLeaseExpiryListener provisionhookLoggingLeaseExpiryListener() {
		return new LoggingLeaseExpiryListener();
	}

	@Bean
	@ConditionalOnMissingBean
	WorkspaceHandler provisionhookWorkspaceHandler(WorkspaceRuntime runtime, WorkspaceStore store,
			ObjectProvider<SecretSource> secretSources, ObjectProvider<WorkspaceListener> listeners,
			ObjectProvider<LeaseExpiryListener> leaseExpiryListeners, ApplicationEventPublisher events,
			VariableRules rules, ContextPropagation contextPropagation, ProvisionhookProperties properties,
			WorkspaceProperties workspaceProperties, LeaseProperties leases) {
		WorkspaceHandler.Builder builder = WorkspaceHandler.builder(runtime)
			.store(store)
			.timeout(properties.timeout())
			.rules(rules)
			.taskDecorator(contextPropagation)
			.concurrency(workspaceProperties.concurrency())
			.stepTimeout(workspaceProperties.stepTimeout())
			.runtimeTimeout(workspaceProperties.runtimeTimeout())
			.gitEmailDomain(workspaceProperties.gitEmailDomain())
			.onInterruption(workspaceProperties.onInterruption())
			.onOrphan(workspaceProperties.onOrphan())
			.onShutdown(workspaceProperties.onShutdown())
			.retention(workspaceProperties.retention())
			.leaseNotice(leases.notice())
			.minimumLease(leases.minimum())
			.onExpiry(leases.onExpiry());
		secretSources.orderedStream().forEach(builder::secretSource);
		listeners.orderedStream().forEach(builder::listener);
		leaseExpiryListeners.orderedStream().forEach(builder::leaseExpiryListener);
		builder.leaseExpiryListener(events::publishEvent);
		HandlerLogger.log(runtime, store, workspaceProperties.onShutdown());
		return builder.build();
	}

}

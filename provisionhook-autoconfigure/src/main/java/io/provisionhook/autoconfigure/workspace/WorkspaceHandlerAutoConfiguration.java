package io.provisionhook.autoconfigure.workspace;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.util.ClassUtils;

import io.provisionhook.Registry;
import io.provisionhook.VariableRules;
import io.provisionhook.autoconfigure.LeaseProperties;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.ProvisionhookProperties;
import io.provisionhook.workspace.InMemoryWorkspaceStore;
import io.provisionhook.workspace.LeaseExpiry;
import io.provisionhook.workspace.LeaseExpiryListener;
import io.provisionhook.workspace.SecretSource;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceHandler.OnShutdown;
import io.provisionhook.workspace.WorkspaceListener;
import io.provisionhook.workspace.WorkspaceStore;
import io.provisionhook.workspace.instance.InstanceDetails;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Auto-configuration for the {@link WorkspaceHandler} of an application with a
 * {@link WorkspaceRuntime}. Before values in a running workspace expire, a
 * {@link LeaseExpiry} is published as an application event. The auto-configuration of a
 * runtime must be ordered before this one.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ProvisionhookAutoConfiguration.class)
@ConditionalOnBean(WorkspaceRuntime.class)
@EnableConfigurationProperties({ ProvisionhookProperties.class, WorkspaceProperties.class, InstanceProperties.class })
public final class WorkspaceHandlerAutoConfiguration {

	private static final Log logger = LogFactory.getLog(WorkspaceHandlerAutoConfiguration.class);

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
	@ConditionalOnMissingBean(name = "provisionhookAbandonedThreadsDetails")
	AbandonedThreadsDetails provisionhookAbandonedThreadsDetails(ObjectProvider<Registry> registry,
			ObjectProvider<WorkspaceHandler> handler) {
		return new AbandonedThreadsDetails(registry, handler);
	}

	@Bean
	@ConditionalOnMissingBean
	WorkspaceHandler provisionhookWorkspaceHandler(WorkspaceRuntime runtime, WorkspaceStore store,
			ObjectProvider<SecretSource> secretSources, ObjectProvider<WorkspaceListener> listeners,
			ObjectProvider<LeaseExpiryListener> leaseExpiryListeners, ApplicationEventPublisher events,
			VariableRules rules,
			@Qualifier("provisionhookContextPropagation") UnaryOperator<Runnable> contextPropagation,
			ProvisionhookProperties properties, WorkspaceProperties workspaceProperties, LeaseProperties leases,
			InstanceProperties instance, ObjectProvider<InstanceDetails> details) {
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
			.onHostLoss(workspaceProperties.onHostLoss())
			.onShutdown(workspaceProperties.onShutdown())
			.instanceName(instance.nameOrHost())
			.instanceLease(instance.lease())
			.retention(workspaceProperties.retention())
			.leaseNotice(leases.notice())
			.minimumLease(leases.minimum())
			.onExpiry(leases.onExpiry());
		secretSources.orderedStream().forEach(builder::secretSource);
		listeners.orderedStream().forEach(builder::listener);
		leaseExpiryListeners.orderedStream().forEach(builder::leaseExpiryListener);
		builder.leaseExpiryListener(events::publishEvent);
		builder.instanceDetails(() -> merge(details));
		logSetup(runtime, store, workspaceProperties.onShutdown());
		return builder.build();
	}

	private static Map<String, String> merge(ObjectProvider<InstanceDetails> all) {
		Map<String, String> merged = new TreeMap<>();
		all.orderedStream().forEach((details) -> merged.putAll(details.details()));
		return merged;
	}

	private static void logSetup(WorkspaceRuntime runtime, WorkspaceStore store, OnShutdown onShutdown) {
		logger.info("provisionhook: workspaces run in " + nameOf(runtime) + ", and are recorded in " + nameOf(store));
		if (runtime.outlivesHost() && onShutdown == OnShutdown.KEEP && store instanceof InMemoryWorkspaceStore) {
			logger.warn("provisionhook: workspaces outlive the application, but their records do not, so that each "
					+ "start finds workspaces without a record; add provisionhook-jdbc and a database, or set provisionhook.workspace.on-shutdown=stop");
		}
	}

	private static String nameOf(Object bean) {
		return ClassUtils.getUserClass(bean).getSimpleName();
	}

}

package io.provisionhook.autoconfigure.workspace;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

import io.provisionhook.workspace.WorkspaceHandler;

/**
 * Auto-configuration for the start and the stop of a {@link WorkspaceHandler}: it adopts
 * the workspaces of an earlier run, and waits for workspaces that are being provisioned.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = WorkspaceHandlerAutoConfiguration.class)
@ConditionalOnSingleCandidate(value = WorkspaceHandler.class, search = SearchStrategy.CURRENT)
@EnableConfigurationProperties(WorkspaceProperties.class)
public final class WorkspaceLifecycleAutoConfiguration {

	@Bean
	WorkspaceLifecycle provisionhookWorkspaceLifecycle(WorkspaceHandler handler, WorkspaceProperties properties,
			ApplicationContext context) {
		return new WorkspaceLifecycle(handler,
				new ReconciliationScheduler(handler, properties.reconciliationInterval()), context);
	}

}

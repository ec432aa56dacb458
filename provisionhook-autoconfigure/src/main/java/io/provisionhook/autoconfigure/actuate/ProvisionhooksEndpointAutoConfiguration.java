package io.provisionhook.autoconfigure.actuate;

import java.time.Clock;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.MutatorInspector;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.instance.Instances;

/**
 * Auto-configuration for the {@link ProvisionhooksEndpoint}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ProvisionhookAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(ProvisionhooksEndpoint.class)
@ConditionalOnBean(Registry.class)
public final class ProvisionhooksEndpointAutoConfiguration {

	@Bean
	RunStatistics provisionhookRunStatistics() {
		return new RunStatistics(Clock.systemUTC());
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ProvisionhooksEndpoint provisionhooksEndpoint(Registry registry, MutatorInspector inspector,
			RunStatistics statistics, ObjectProvider<WorkspaceHandler> handler) {
		return new ProvisionhooksEndpoint(registry, inspector, statistics, () -> instances(handler));
	}

	private static @Nullable Instances instances(ObjectProvider<WorkspaceHandler> handlers) {
		WorkspaceHandler handler = handlers.getIfUnique();
		return (handler != null) ? handler.instances() : null;
	}

}

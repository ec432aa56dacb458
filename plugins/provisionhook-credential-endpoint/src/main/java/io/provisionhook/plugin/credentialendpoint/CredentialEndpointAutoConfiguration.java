package io.provisionhook.plugin.credentialendpoint;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.system.JavaVersion;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import io.provisionhook.workspace.WorkspaceHandler;

/**
 * Auto-configuration for what answers workspaces, whatever the web server.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CredentialAccessAutoConfiguration.class)
@ConditionalOnBean(CredentialAccess.class)
public final class CredentialEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(LiveWorkspaces.class)
	HandlerWorkspaces provisionhookCredentialEndpointWorkspaces(ObjectProvider<WorkspaceHandler> handlers) {
		WorkspaceHandler handler = handlers.getIfUnique();
		if (handler == null) {
			throw new EndpointSetupException(
					"The credential endpoint does not know which workspaces are alive, since there is not exactly one "
							+ "WorkspaceHandler bean and no LiveWorkspaces bean",
					"Define a bean of type " + LiveWorkspaces.class.getName()
							+ " that knows them, or a WorkspaceRuntime bean, for which there will be a handler.");
		}
		return new HandlerWorkspaces(handler);
	}

	@Bean
	CredentialEndpoint provisionhookCredentialEndpoint(AccessTokens tokens, LiveWorkspaces workspaces,
			GrantedHosts granted, ObjectProvider<EndpointTime> times, CredentialEndpointProperties properties,
			ApplicationEventPublisher publisher, ObjectProvider<RequestMeter> meters, Environment environment) {
		EndpointTime time = times.getIfAvailable(() -> EndpointTime.SYSTEM);
		EndpointLimits limits = EndpointLimits.of(properties);
		Clerk clerk = new Clerk(tokens, workspaces, new RateLimits(limits.requestsPerMinute(), time), granted, time,
				limits.timeout());
		return new CredentialEndpoint(clerk, new AuditTrail(publisher, meters.orderedStream().toList()), time, limits,
				JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE)
						&& environment.getProperty("spring.threads.virtual.enabled", Boolean.class, true));
	}

	@Bean
	AuditLog provisionhookCredentialEndpointAuditLog() {
		return new AuditLog();
	}

}

package io.provisionhook.plugin.credentialendpoint;

import java.time.Clock;
import java.util.Optional;

import com.github.benmanes.caffeine.cache.Ticker;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.system.JavaVersion;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.plugin.credentialendpoint.AuditEventPublisher.RequestMeter;
import io.provisionhook.plugin.credentialendpoint.CredentialEndpoint.Limits;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceNotFoundException;
import io.provisionhook.workspace.WorkspaceState;

/**
 * Auto-configuration for the endpoint, independent of the web server.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CredentialAccessAutoConfiguration.class)
@ConditionalOnBean(CredentialAccess.class)
public final class CredentialEndpointAutoConfiguration {

	static final String TICKER = "provisionhookCredentialEndpointTicker";

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
	CredentialEndpoint provisionhookCredentialEndpoint(WorkspaceTokens tokens, LiveWorkspaces workspaces,
			GrantedHosts granted, CredentialEndpointProperties properties,
			@Qualifier(CredentialAccessAutoConfiguration.CLOCK) ObjectProvider<Clock> clock,
			@Qualifier(TICKER) ObjectProvider<Ticker> tickers, ObjectProvider<FutureTimeouts> timeouts,
			ApplicationEventPublisher publisher, ObjectProvider<RequestMeter> meters, Environment environment) {
		Ticker ticker = tickers.getIfAvailable(Ticker::systemTicker);
		Limits limits = Limits.of(properties);
		CredentialService service = new CredentialService(tokens, workspaces,
				new RateLimiter(limits.requestsPerMinute(), ticker), granted, clock.getIfAvailable(Clock::systemUTC),
				limits.timeout());
		return new CredentialEndpoint(service, new AuditEventPublisher(publisher, meters.orderedStream().toList()),
				ticker, timeouts.getIfAvailable(() -> FutureTimeouts.SYSTEM), limits,
				JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE)
						&& environment.getProperty("spring.threads.virtual.enabled", Boolean.class, true));
	}

	@Bean
	AuditEventLogger provisionhookCredentialEndpointAuditLog() {
		return new AuditEventLogger();
	}

	/**
	 * Live workspaces of the workspace handler.
	 */
	static final class HandlerWorkspaces implements LiveWorkspaces {

		private final WorkspaceHandler handler;

		HandlerWorkspaces(WorkspaceHandler handler) {
			this.handler = handler;
		}

		@Override
		public Optional<WorkspaceRequest> find(String workspaceId, long generation) {
			try {
				Workspace workspace = this.handler.get(workspaceId);
				boolean alive = workspace.state() == WorkspaceState.PROVISIONING
						|| workspace.state() == WorkspaceState.RUNNING;
				return (alive && workspace.generation() == generation) ? Optional.of(workspace.request())
						: Optional.empty();
			}
			catch (WorkspaceNotFoundException ex) {
				return Optional.empty();
			}
		}

		@Override
		public void redact(String workspaceId, String secret) {
			this.handler.redact(workspaceId, secret);
		}

	}

}

package io.provisionhook.plugin.credentialendpoint;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.github.benmanes.caffeine.cache.Ticker;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.system.JavaVersion;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.plugin.credentialendpoint.AuditEventPublisher.RequestMeter;
import io.provisionhook.plugin.credentialendpoint.CredentialEndpoint.Limits;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceNotFoundException;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.instance.Instance;
import io.provisionhook.workspace.instance.InstanceDetails;
import io.provisionhook.workspace.instance.Instances;

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
	SharedSigningKeys provisionhookCredentialEndpointSharedSigningKeys(WorkspaceTokens tokens,
			ObjectProvider<WorkspaceHandler> handlers) {
		return new SharedSigningKeys(tokens, handlers);
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
			if (!this.handler.instances().holdsLease()) {
				throw new IllegalStateException("this host could not renew its lease in the store");
			}
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

	/**
	 * Checks at the start that the hosts which share the store of workspaces accept each
	 * other's tokens, since any of them may get a request of a workspace. Each host tells
	 * the others the ids of its signing keys, which are in its tokens anyway.
	 */
	static final class SharedSigningKeys implements InstanceDetails, SmartLifecycle {

		private static final String DETAIL = "credentials.signing-keys";

		private final WorkspaceTokens tokens;

		private final ObjectProvider<WorkspaceHandler> handlers;

		private volatile boolean running;

		SharedSigningKeys(WorkspaceTokens tokens, ObjectProvider<WorkspaceHandler> handlers) {
			this.tokens = tokens;
			this.handlers = handlers;
		}

		@Override
		public Map<String, String> details() {
			return Map.of(DETAIL, String.join(",", this.tokens.keyIds()));
		}

		// After this host has joined the others, and before the web server starts
		@Override
		public int getPhase() {
			return SmartLifecycle.DEFAULT_PHASE - 4095;
		}

		@Override
		public void start() {
			this.running = true;
			WorkspaceHandler handler = this.handlers.getIfUnique();
			Instances instances = (handler != null) ? handler.instances() : null;
			String self = (instances != null) ? instances.id() : null;
			if (instances != null && self != null) {
				instances.findAll()
					.stream()
					.filter((other) -> !other.id().equals(self) && !other.leaving() && !other.isLeaseOver())
					.forEach(this::requireSame);
			}
		}

		private void requireSame(Instance other) {
			String detail = other.details().get(DETAIL);
			List<String> others = (detail != null) ? List.of(detail.split(",")) : List.of();
			List<String> own = this.tokens.keyIds();
			if (!others.isEmpty() && !(own.contains(others.get(0)) && others.contains(own.get(0)))) {
				throw new EndpointSetupException("Host \"" + other.name()
						+ "\" shares the store of workspaces, but signs the tokens of workspaces with another key, so that "
						+ "this host and that one would refuse each other's workspaces",
						"Set '" + CredentialEndpointProperties.named("signing-keys")
								+ "' to the same keys on all hosts. To change them, first add the new key at the end "
								+ "everywhere, and then move it to the front.");
			}
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

}

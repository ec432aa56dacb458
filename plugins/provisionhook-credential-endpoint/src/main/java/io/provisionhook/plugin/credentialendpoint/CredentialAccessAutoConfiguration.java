package io.provisionhook.plugin.credentialendpoint;

import java.net.InetAddress;
import java.time.Clock;
import java.util.Map;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Auto-configuration for {@link CredentialAccess}, with which plugins give workspaces
 * access. Does not depend on the workspace handler, whose mutators use it.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnBean(CredentialGrants.class)
@EnableConfigurationProperties(CredentialEndpointProperties.class)
public final class CredentialAccessAutoConfiguration {

	static final String CLOCK = "provisionhookCredentialEndpointClock";

	@Bean
	GrantedHosts provisionhookCredentialEndpointGrantedHosts(Map<String, CredentialGrants> grants) {
		return GrantedHosts.of(grants);
	}

	@Bean
	WorkspaceTokens provisionhookCredentialEndpointTokens(CredentialEndpointProperties properties) {
		return new WorkspaceTokens(SigningKey.readAll(properties.signingKeys()));
	}

	@Bean
	EndpointUrl provisionhookCredentialEndpointUrl(CredentialEndpointProperties properties, Environment environment,
			ObjectProvider<WorkspaceRuntime> runtimes) {
		EndpointUrl url = EndpointUrl.of(properties);
		InetAddress server = EndpointServer.of(environment, ClassUtils.getDefaultClassLoader()).address(environment);
		runtimes.forEach((runtime) -> url.requireReachableFrom(runtime, server));
		return url;
	}

	@Bean
	CredentialAccess provisionhookCredentialAccess(GrantedHosts granted, WorkspaceTokens tokens, EndpointUrl url,
			@Qualifier(CLOCK) ObjectProvider<Clock> clock, CredentialEndpointProperties properties) {
		return new CredentialAccess(granted, tokens, url, clock.getIfAvailable(Clock::systemUTC),
				properties.tokenLifetime());
	}

}

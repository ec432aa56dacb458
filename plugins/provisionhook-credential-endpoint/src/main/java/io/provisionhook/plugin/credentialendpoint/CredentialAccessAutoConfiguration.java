package io.provisionhook.plugin.credentialendpoint;

import java.net.InetAddress;
import java.util.Map;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Auto-configuration for {@link CredentialAccess}, which plugins give to workspaces. Has
 * no part in answering them, so that the mutators of a workspace handler can use it.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnBean(CredentialGrants.class)
@EnableConfigurationProperties(CredentialEndpointProperties.class)
public final class CredentialAccessAutoConfiguration {

	@Bean
	GrantedHosts provisionhookCredentialEndpointGrantedHosts(Map<String, CredentialGrants> grants) {
		return GrantedHosts.of(grants);
	}

	@Bean
	AccessTokens provisionhookCredentialEndpointTokens(CredentialEndpointProperties properties) {
		return new AccessTokens(SigningKeys.read(properties.signingKeys()));
	}

	@Bean
	EndpointUrl provisionhookCredentialEndpointUrl(CredentialEndpointProperties properties, Environment environment,
			ObjectProvider<WorkspaceRuntime> runtimes) {
		EndpointUrl url = EndpointUrl.of(properties);
		InetAddress server = ServerUrl.address(environment,
				EndpointServer.of(environment, ClassUtils.getDefaultClassLoader()));
		runtimes.forEach((runtime) -> url.requireReachableFrom(runtime, server));
		return url;
	}

	@Bean
	CredentialAccess provisionhookCredentialAccess(GrantedHosts granted, AccessTokens tokens, EndpointUrl url,
			ObjectProvider<EndpointTime> time, CredentialEndpointProperties properties) {
		return new CredentialAccess(granted, tokens, url, time.getIfAvailable(() -> EndpointTime.SYSTEM),
				properties.tokenLifetime());
	}

}

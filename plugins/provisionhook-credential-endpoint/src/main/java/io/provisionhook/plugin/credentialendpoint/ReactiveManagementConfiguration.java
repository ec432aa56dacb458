package io.provisionhook.plugin.credentialendpoint;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

/**
 * Puts the endpoint on the separate management port of a reactive application.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnClass({ WebFilter.class, Mono.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean(CredentialEndpoint.class)
@Conditional(OnEndpointServerCondition.Management.class)
class ReactiveManagementConfiguration {

	@Bean
	CredentialWebFilter provisionhookCredentialEndpointWebFilter(CredentialEndpoint endpoint, EndpointUrl url) {
		return new CredentialWebFilter(endpoint, url.path());
	}

	@Bean
	CredentialWebFilter.BodyPreservation provisionhookCredentialEndpointBodyFilter(CredentialWebFilter filter) {
		return filter.bodyPreservation();
	}

}

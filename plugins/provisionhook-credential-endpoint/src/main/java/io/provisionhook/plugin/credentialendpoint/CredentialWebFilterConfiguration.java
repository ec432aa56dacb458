package io.provisionhook.plugin.credentialendpoint;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

/**
 * Puts the endpoint on the main server of a reactive application.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ WebFilter.class, Mono.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@Conditional(OnEndpointServerCondition.Main.class)
class CredentialWebFilterConfiguration {

	@Bean
	CredentialWebFilter provisionhookCredentialEndpointWebFilter(CredentialEndpoint endpoint, EndpointUrl url) {
		return new CredentialWebFilter(endpoint, url.path());
	}

	@Bean
	CredentialWebFilter.BodyPreservation provisionhookCredentialEndpointBodyFilter(CredentialWebFilter filter) {
		return filter.bodyPreservation();
	}

}

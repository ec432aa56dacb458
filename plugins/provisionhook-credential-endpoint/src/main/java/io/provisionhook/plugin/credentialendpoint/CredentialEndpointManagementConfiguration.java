package io.provisionhook.plugin.credentialendpoint;

import jakarta.servlet.Servlet;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

import io.provisionhook.plugin.credentialendpoint.CredentialServlet.BodyPreservingFilter;

/**
 * Adds the endpoint to the server of a separate management port.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnBean(CredentialEndpoint.class)
@Conditional(EndpointServer.OnManagement.class)
class CredentialEndpointManagementConfiguration {

	/**
	 * Adds the endpoint to the management server of a servlet application.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Servlet.class, ServletRegistrationBean.class })
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class ServletManagementConfiguration {

		@Bean
		ServletRegistrationBean<CredentialServlet> provisionhookCredentialEndpointServlet(CredentialEndpoint endpoint,
				EndpointUrl url) {
			return CredentialServlet.register(endpoint, url.path());
		}

		@Bean
		FilterRegistrationBean<BodyPreservingFilter> provisionhookCredentialEndpointBodyFilter(EndpointUrl url) {
			return BodyPreservingFilter.register(url.path());
		}

	}

	/**
	 * Adds the endpoint to the management server of a reactive application.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ WebFilter.class, Mono.class })
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class ReactiveManagementConfiguration {

		@Bean
		CredentialWebFilter provisionhookCredentialEndpointWebFilter(CredentialEndpoint endpoint, EndpointUrl url) {
			return new CredentialWebFilter(endpoint, url.path());
		}

		@Bean
		CredentialWebFilter.BodyPreservingFilter provisionhookCredentialEndpointBodyFilter(CredentialWebFilter filter) {
			return filter.bodyPreservingFilter();
		}

	}

}

package io.provisionhook.plugin.credentialendpoint;

import jakarta.servlet.Servlet;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * Puts the endpoint on the main server of a servlet application.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ Servlet.class, ServletRegistrationBean.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@Conditional(OnEndpointServerCondition.Main.class)
class CredentialServletConfiguration {

	@Bean
	ServletRegistrationBean<CredentialServlet> provisionhookCredentialEndpointServlet(CredentialEndpoint endpoint,
			EndpointUrl url) {
		return register(endpoint, url);
	}

	@Bean
	FilterRegistrationBean<BodyPreservingFilter> provisionhookCredentialEndpointBodyFilter(EndpointUrl url) {
		return preserveBodies(url);
	}

	static FilterRegistrationBean<BodyPreservingFilter> preserveBodies(EndpointUrl url) {
		FilterRegistrationBean<BodyPreservingFilter> registration = new FilterRegistrationBean<>(
				new BodyPreservingFilter());
		registration.setName("credentialEndpointBody");
		registration.addUrlPatterns(url.path());
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return registration;
	}

	static ServletRegistrationBean<CredentialServlet> register(CredentialEndpoint endpoint, EndpointUrl url) {
		ServletRegistrationBean<CredentialServlet> registration = new ServletRegistrationBean<>(
				new CredentialServlet(endpoint), url.path());
		registration.setName("provisionhookCredentialEndpoint");
		return registration;
	}

}

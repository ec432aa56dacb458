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

/**
 * Puts the endpoint on the separate management port of a servlet application.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnClass({ Servlet.class, ServletRegistrationBean.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(CredentialEndpoint.class)
@Conditional(OnEndpointServerCondition.Management.class)
class ServletManagementConfiguration {

	@Bean
	ServletRegistrationBean<CredentialServlet> provisionhookCredentialEndpointServlet(CredentialEndpoint endpoint,
			EndpointUrl url) {
		return CredentialServletConfiguration.register(endpoint, url);
	}

	@Bean
	FilterRegistrationBean<BodyPreservingFilter> provisionhookCredentialEndpointBodyFilter(EndpointUrl url) {
		return CredentialServletConfiguration.preserveBodies(url);
	}

}

package io.provisionhook.plugin.credentialendpoint;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;

/**
 * Adds the endpoint to the server of a separate management port.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnBean(CredentialEndpoint.class)
@Conditional(EndpointServer.OnManagement.class)
@Import({ CredentialServlet.EndpointConfiguration.class, CredentialWebFilter.EndpointConfiguration.class })
class CredentialEndpointManagementConfiguration {

}

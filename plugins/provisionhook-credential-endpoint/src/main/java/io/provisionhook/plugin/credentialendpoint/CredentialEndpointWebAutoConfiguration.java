package io.provisionhook.plugin.credentialendpoint;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * Auto-configuration for the endpoint on the web server of the application. A separate
 * management port has its own configuration.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CredentialEndpointAutoConfiguration.class)
@ConditionalOnBean(CredentialEndpoint.class)
public final class CredentialEndpointWebAutoConfiguration {

	/**
	 * Determines the URL of the web server.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebServerInitializedEvent.class)
	static class ServerUrlConfiguration {

		@Bean
		WebServerUrlListener provisionhookCredentialEndpointServerUrl(EndpointUrl url,
				ConfigurableEnvironment environment) {
			return new WebServerUrlListener(url, EndpointServer.of(environment, ClassUtils.getDefaultClassLoader()));
		}

	}

	/**
	 * Fails the start of an application without a web server.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnNotWebApplication
	static class NoWebConfiguration {

		@Bean
		InitializingBean provisionhookCredentialEndpointWebServer() {
			throw new EndpointSetupException(
					"Workspaces ask for credentials over HTTP, and this application has no web server",
					"Add spring-boot-starter-webmvc or spring-boot-starter-webflux, or turn off the plugin that gives "
							+ "credentials to running workspaces.");
		}

	}

	/**
	 * Fails the start of an application without the configured management port.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication
	@Conditional(EndpointServer.OnMissing.class)
	static class NoManagementConfiguration {

		@Bean
		InitializingBean provisionhookCredentialEndpointManagementServer() {
			throw new EndpointSetupException(
					"Configuration property '" + CredentialEndpointProperties.MANAGEMENT_PORT
							+ "': it is true, and this application has no management port",
					"Add spring-boot-starter-actuator and set 'management.server.port', or remove the property.");
		}

	}

	/**
	 * Adds the endpoint to the main server.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(EndpointServer.OnMain.class)
	@Import({ CredentialServlet.EndpointConfiguration.class, CredentialWebFilter.EndpointConfiguration.class })
	static class MainServerConfiguration {

	}

}

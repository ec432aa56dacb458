package io.provisionhook.runtime.kubernetes.autoconfigure;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Disables the log of requests of the client library, which would show variables of
 * workspaces and the token for the cluster. Setting the level of this logger by name
 * enables it.
 */
final class KubernetesClientLogEnvironmentPostProcessor implements EnvironmentPostProcessor {

	private static final Map<String, Object> LEVELS = Map
		.of("logging.level.io.fabric8.kubernetes.client.http.HttpLoggingInterceptor", "off");

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		environment.getPropertySources().addLast(new MapPropertySource("provisionhookKubernetesClientLog", LEVELS));
	}

}

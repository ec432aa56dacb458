package io.provisionhook.runtime.docker.autoconfigure;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Keeps docker-java and its HTTP client from logging what they send, the variables of
 * workspaces and the passwords of registries included, when an application logs at debug
 * level. Whoever wants to see that has to ask for it by the name of the logger.
 */
final class ClientLogEnvironmentPostProcessor implements EnvironmentPostProcessor {

	private static final String CLIENT = "logging.level.com.github.dockerjava.";

	private static final String HTTP = CLIENT + "zerodep.shaded.org.apache.hc.client5.http.";

	// The last one tells at info level of each attempt to reach an engine that is down
	private static final Map<String, Object> LEVELS = Map.of(CLIENT + "core.command.AbstrDockerCmd", "off",
			HTTP + "wire", "off", HTTP + "headers", "off", HTTP + "impl.classic.HttpRequestRetryExec", "warn");

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		environment.getPropertySources().addLast(new MapPropertySource("provisionhookDockerClientLog", LEVELS));
	}

}

package io.provisionhook.runtime.docker.autoconfigure;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Disables the debug logs of docker-java and its HTTP client, which would show variables
 * of workspaces and passwords of registries. Setting the level of these loggers by name
 * enables them.
 */
final class ClientLogEnvironmentPostProcessor implements EnvironmentPostProcessor {

	private static final String CLIENT = "logging.level.com.github.dockerjava.";

	private static final String HTTP = CLIENT + "zerodep.shaded.org.apache.hc.client5.http.";

	// The last one logs each failed connection attempt at info level
	private static final Map<String, Object> LEVELS = Map.of(CLIENT + "core.command.AbstrDockerCmd", "off",
			HTTP + "wire", "off", HTTP + "headers", "off", HTTP + "impl.classic.HttpRequestRetryExec", "warn");

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		environment.getPropertySources().addLast(new MapPropertySource("provisionhookDockerClientLog", LEVELS));
	}

}

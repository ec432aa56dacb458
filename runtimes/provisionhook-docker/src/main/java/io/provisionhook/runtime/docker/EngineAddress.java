package io.provisionhook.runtime.docker;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerConfigFile;
import com.github.dockerjava.core.DockerContextMetaFile;
import org.jspecify.annotations.Nullable;

/**
 * Where an engine is, found as the command line of Docker finds it.
 */
final class EngineAddress {

	private static final String NO_CONTEXT = "default";

	private final Map<String, String> environment;

	private final Path directory;

	EngineAddress(Map<String, String> environment, Path home) {
		this.environment = environment;
		String configured = environment.getOrDefault(DefaultDockerClientConfig.DOCKER_CONFIG, "");
		this.directory = configured.isEmpty() ? home.resolve(".docker") : Path.of(configured);
	}

	/**
	 * Find an engine: the host or the context that is given, or else {@code DOCKER_HOST},
	 * {@code DOCKER_CONTEXT}, the current context or the usual socket.
	 * @param host the host to use
	 * @param context the context to use
	 * @return where it is, and how to talk to it
	 */
	DockerClientConfig find(@Nullable String host, @Nullable String context) {
		Properties properties = new Properties();
		properties.setProperty(DefaultDockerClientConfig.DOCKER_CONFIG, this.directory.toString());
		String found = (host == null && context == null) ? variable(DefaultDockerClientConfig.DOCKER_HOST) : host;
		if (found != null) {
			useHost(properties, found);
		}
		else {
			properties.setProperty(DefaultDockerClientConfig.DOCKER_CONTEXT, existing(contextOr(context)));
		}
		DockerClientConfig config = new DefaultDockerClientConfig.Builder().withProperties(properties).build();
		String scheme = config.getDockerHost().getScheme();
		if (scheme == null || !scheme.matches("unix|npipe|tcp")) {
			throw new IllegalArgumentException("Docker host \"" + config.getDockerHost()
					+ "\" can't be used; one that starts with unix://, npipe:// or tcp:// can");
		}
		return config;
	}

	private void useHost(Properties properties, String host) {
		properties.setProperty(DefaultDockerClientConfig.DOCKER_HOST, host);
		properties.setProperty(DefaultDockerClientConfig.DOCKER_CONTEXT, NO_CONTEXT);
		if (host.startsWith("tcp:") && variable(DefaultDockerClientConfig.DOCKER_TLS_VERIFY) != null) {
			String certificates = variable(DefaultDockerClientConfig.DOCKER_CERT_PATH);
			properties.setProperty(DefaultDockerClientConfig.DOCKER_TLS_VERIFY, "1");
			properties.setProperty(DefaultDockerClientConfig.DOCKER_CERT_PATH,
					(certificates != null) ? certificates : this.directory.toString());
		}
	}

	private String contextOr(@Nullable String context) {
		if (context != null) {
			return context;
		}
		String variable = variable(DefaultDockerClientConfig.DOCKER_CONTEXT);
		String current = (variable != null) ? variable : currentContext();
		return (current != null) ? current : NO_CONTEXT;
	}

	private @Nullable String currentContext() {
		try {
			return DockerConfigFile.loadConfig(DockerClientConfig.getDefaultObjectMapper(), this.directory.toString())
				.getCurrentContext();
		}
		catch (IOException ex) {
			// Its message may quote what is in the file, and that may be a password
			throw new IllegalArgumentException(this.directory.resolve("config.json") + " can't be read as JSON");
		}
	}

	private String existing(String context) {
		File directory = this.directory.toFile();
		if (!context.equals(NO_CONTEXT) && DockerContextMetaFile
			.resolveContextMetaFile(DockerClientConfig.getDefaultObjectMapper(), directory, context)
			.isEmpty()) {
			throw new IllegalArgumentException("Docker context \"" + context + "\" is not there or can't be read in "
					+ this.directory + "; \"docker context ls\" lists those that are");
		}
		return context;
	}

	private @Nullable String variable(String name) {
		String value = this.environment.getOrDefault(name, "").strip();
		return value.isEmpty() ? null : value;
	}

}

package io.provisionhook.runtime.docker;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerConfigFile;
import com.github.dockerjava.core.DockerContextMetaFile;
import com.github.dockerjava.transport.SSLConfig;
import org.jspecify.annotations.Nullable;

/**
 * Where an engine is, found as the command line of Docker finds it.
 */
final class EngineAddress {

	private static final String NO_CONTEXT = "default";

	private static final Pattern HOST = Pattern.compile("(unix|npipe|tcp):\\S+");

	private static final Pattern WITHOUT_PORT = Pattern.compile("tcp://([^/:\\[\\]]+|\\[[^/]+])");

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
	 * @throws IllegalArgumentException if that can't be found, or is of no use
	 */
	DockerClientConfig find(@Nullable String host, @Nullable String context) {
		Properties properties = new Properties();
		properties.setProperty(DefaultDockerClientConfig.DOCKER_CONFIG, this.directory.toString());
		DockerConfigFile file = configuration();
		String found = (host == null && context == null) ? variable(DefaultDockerClientConfig.DOCKER_HOST) : host;
		if (found != null) {
			useHost(properties, found);
		}
		else {
			properties.setProperty(DefaultDockerClientConfig.DOCKER_CONTEXT, existing(contextOr(context, file)));
		}
		DockerClientConfig config = config(properties);
		requireUsable(config.getDockerHost().toString());
		return config;
	}

	private static DockerClientConfig config(Properties properties) {
		try {
			DockerClientConfig config = new DefaultDockerClientConfig.Builder().withProperties(properties).build();
			SSLConfig certificates = config.getSSLConfig();
			if (certificates != null) {
				certificates.getSSLContext();
			}
			return config;
		}
		catch (DockerClientException | GeneralSecurityException ex) {
			throw new IllegalArgumentException(
					"The certificates of the Docker engine can't be used: " + ex.getMessage(), ex);
		}
	}

	private static void requireUsable(String host) {
		if (!HOST.matcher(host).matches()) {
			throw new IllegalArgumentException(
					"Docker host \"" + host + "\" can't be used; one that starts with unix://, npipe:// or tcp:// can");
		}
	}

	private void useHost(Properties properties, String host) {
		requireUsable(host);
		boolean tls = host.startsWith("tcp:") && variable(DefaultDockerClientConfig.DOCKER_TLS_VERIFY) != null;
		properties.setProperty(DefaultDockerClientConfig.DOCKER_HOST, withPort(host, tls));
		properties.setProperty(DefaultDockerClientConfig.DOCKER_CONTEXT, NO_CONTEXT);
		if (tls) {
			String certificates = variable(DefaultDockerClientConfig.DOCKER_CERT_PATH);
			properties.setProperty(DefaultDockerClientConfig.DOCKER_TLS_VERIFY, "1");
			properties.setProperty(DefaultDockerClientConfig.DOCKER_CERT_PATH,
					(certificates != null) ? certificates : this.directory.toString());
		}
	}

	private static String withPort(String host, boolean tls) {
		return WITHOUT_PORT.matcher(host).matches() ? host + (tls ? ":2376" : ":2375") : host;
	}

	private String contextOr(@Nullable String context, DockerConfigFile file) {
		if (context != null) {
			return context;
		}
		String variable = variable(DefaultDockerClientConfig.DOCKER_CONTEXT);
		String current = (variable != null) ? variable : file.getCurrentContext();
		return (current != null) ? current : NO_CONTEXT;
	}

	private DockerConfigFile configuration() {
		try {
			return DockerConfigFile.loadConfig(DockerClientConfig.getDefaultObjectMapper(), this.directory.toString());
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

package io.provisionhook.runtime.docker;

import java.io.File;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerContextMetaFile;
import com.github.dockerjava.transport.SSLConfig;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the address of an engine as Docker's command line does.
 */
final class EngineAddressResolver {

	private static final String NO_CONTEXT = "default";

	private static final Pattern HOST = Pattern.compile("(unix|npipe|tcp):\\S+");

	private static final Pattern WITHOUT_PORT = Pattern.compile("tcp://([^/:\\[\\]]+|\\[[^/]+])");

	private final Map<String, String> environment;

	private final Path directory;

	private final DockerConfig configuration;

	EngineAddressResolver(Map<String, String> environment, Path home) {
		this.environment = environment;
		String configured = environment.getOrDefault(DefaultDockerClientConfig.DOCKER_CONFIG, "");
		this.directory = configured.isEmpty() ? home.resolve(".docker") : Path.of(configured);
		this.configuration = DockerConfig.read(this.directory);
	}

	DockerConfig configuration() {
		return this.configuration;
	}

	/**
	 * Resolve an engine: the given host or context, or else {@code DOCKER_HOST},
	 * {@code DOCKER_CONTEXT}, the current context or the default socket.
	 * @param host the configured host
	 * @param context the configured context
	 * @return address and certificates of the engine
	 * @throws IllegalArgumentException if the context is unknown, or the address or a
	 * certificate is invalid
	 */
	DockerClientConfig resolve(@Nullable String host, @Nullable String context) {
		Properties properties = new Properties();
		String found = (host == null && context == null) ? variable(DefaultDockerClientConfig.DOCKER_HOST) : host;
		if (found != null) {
			useHost(properties, found);
		}
		else {
			useContext(properties, contextOr(context));
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

	private String contextOr(@Nullable String context) {
		if (context != null) {
			return context;
		}
		String variable = variable(DefaultDockerClientConfig.DOCKER_CONTEXT);
		String current = (variable != null) ? variable : this.configuration.currentContext();
		return (current != null) ? current : NO_CONTEXT;
	}

	// The client library fails on contexts if it can't read config.json
	private void useContext(Properties properties, String context) {
		if (context.equals(NO_CONTEXT)) {
			return;
		}
		File directory = this.directory.toFile();
		ObjectMapper mapper = DockerClientConfig.getDefaultObjectMapper();
		DockerContextMetaFile file = DockerContextMetaFile.resolveContextMetaFile(mapper, directory, context)
			.orElseThrow(() -> new IllegalArgumentException(
					"Docker context \"" + context + "\" is missing or can't be read in " + this.directory
							+ "; \"docker context ls\" lists the contexts"));
		JsonNode host = mapper.<JsonNode>valueToTree(file).at("/Endpoints/docker/Host");
		if (host.isTextual()) {
			properties.setProperty(DefaultDockerClientConfig.DOCKER_HOST, host.textValue());
		}
		DockerContextMetaFile.resolveContextTLSFile(directory, context).ifPresent((certificates) -> {
			properties.setProperty(DefaultDockerClientConfig.DOCKER_TLS_VERIFY, "1");
			properties.setProperty(DefaultDockerClientConfig.DOCKER_CERT_PATH, certificates.getAbsolutePath());
		});
	}

	private @Nullable String variable(String name) {
		String value = this.environment.getOrDefault(name, "").strip();
		return value.isEmpty() ? null : value;
	}

}

package io.provisionhook.runtime.docker;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.core.DockerClientConfig;
import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.PrintableText;

/**
 * Current context and registry credentials from the {@code config.json} of Docker's
 * command line. Unusable entries are skipped with a warning, which is repeated in the
 * error of a pull that fails without them. Immutable.
 */
final class DockerConfig {

	private static final Logger logger = System.getLogger(DockerConfig.class.getName());

	private static final String HUB = "docker.io";

	private static final Set<String> HUB_ALIASES = Set.of("index.docker.io", "registry-1.docker.io");

	private static final String HUB_KEY = "https://index.docker.io/v1/";

	private final Path file;

	private final Map<String, AuthConfig> credentials = new HashMap<>();

	private final Map<String, String> problems = new HashMap<>();

	private final Map<String, String> helpers = new HashMap<>();

	private final @Nullable String defaultHelper;

	private final @Nullable String fileProblem;

	private final @Nullable String currentContext;

	private DockerConfig(Path file, JsonNode root, @Nullable String fileProblem) {
		this.file = file;
		this.fileProblem = fileProblem;
		this.currentContext = text(root, "currentContext");
		this.defaultHelper = text(root, "credsStore");
		JsonNode helpers = root.path("credHelpers");
		helpers.fieldNames().forEachRemaining((key) -> this.helpers.put(registryOf(key), helpers.path(key).asText()));
		root.path("auths").properties().forEach((entry) -> add(entry.getKey(), entry.getValue()));
	}

	/**
	 * Read the file if it exists.
	 * @param directory the configuration directory of Docker's command line
	 * @return the configuration; empty if the file can't be read
	 */
	static DockerConfig read(Path directory) {
		Path file = directory.resolve("config.json");
		JsonNode root = DockerClientConfig.getDefaultObjectMapper().createObjectNode();
		String problem = null;
		try {
			root = DockerClientConfig.getDefaultObjectMapper().readTree(Files.readAllBytes(file));
			JsonNode auths = root.path("auths");
			if (root.isMissingNode()) {
				problem = file + " is ignored: it is empty";
			}
			else if (!root.isObject()) {
				problem = file + " is ignored: it is not a JSON object";
			}
			else if (!auths.isObject() && !auths.isMissingNode() && !auths.isNull()) {
				problem = "\"auths\" in " + file + " is ignored: it is not a JSON object";
			}
		}
		catch (NoSuchFileException ex) {
			// Most machines have no such file
		}
		// Its message may quote the file, and with it a password
		catch (JsonProcessingException ex) {
			problem = file + " is ignored: it can't be read as JSON";
		}
		catch (IOException ex) {
			problem = file + " is ignored: it can't be read (" + ex.getClass().getSimpleName() + ")";
		}
		if (problem != null) {
			logger.log(Level.WARNING, problem);
		}
		return new DockerConfig(file, root, problem);
	}

	private void add(String key, JsonNode entry) {
		String registry = registryOf(key);
		if (registry.equals(HUB) && key.endsWith("-token")) {
			// An entry that Docker Desktop uses for its own login
			return;
		}
		AuthConfig auth = new AuthConfig().withRegistryAddress(key)
			.withUsername(text(entry, "username"))
			.withPassword(text(entry, "password"))
			.withIdentityToken(text(entry, "identitytoken"))
			.withRegistrytoken(text(entry, "registrytoken"));
		boolean decoded = decode(entry.path("auth"), auth);
		if (decoded && hasCredentials(auth)) {
			boolean exact = key.equals(registry) || key.equals(HUB_KEY);
			this.credentials.merge(registry, auth, (earlier, later) -> exact ? later : earlier);
		}
		else if (!decoded || helperOf(registry) == null) {
			skip(registry,
					decoded ? "it has no credentials" : "its \"auth\" is not a user, a colon and a password in base64");
		}
	}

	private void skip(String registry, String reason) {
		String entry = "entry of registry \"" + PrintableText.of(registry) + "\" in " + this.file + " is left out: "
				+ reason;
		this.problems.putIfAbsent(registry, "the " + entry);
		logger.log(Level.WARNING, "The {0}", entry);
	}

	private @Nullable String helperOf(String registry) {
		return this.helpers.getOrDefault(registry, this.defaultHelper);
	}

	private static boolean hasCredentials(AuthConfig auth) {
		return (auth.getUsername() != null && auth.getPassword() != null) || auth.getIdentitytoken() != null
				|| auth.getRegistrytoken() != null;
	}

	/**
	 * Decode user and password.
	 * @param encoded the encoded user and password, which may be missing
	 * @param auth receives user and password
	 * @return {@code false} if they can't be decoded
	 */
	private static boolean decode(JsonNode encoded, AuthConfig auth) {
		if (encoded.isMissingNode() || encoded.isNull() || "".equals(encoded.textValue())) {
			return true;
		}
		if (!encoded.isTextual()) {
			return false;
		}
		try {
			String text = new String(Base64.getDecoder().decode(encoded.textValue()), StandardCharsets.UTF_8);
			int colon = text.indexOf(':');
			if (colon > 0) {
				auth.withUsername(text.substring(0, colon)).withPassword(text.substring(colon + 1).replace("\0", ""));
			}
			return colon > 0;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static @Nullable String text(JsonNode object, String name) {
		JsonNode value = object.path(name);
		return (value.isTextual() && !value.textValue().isEmpty()) ? value.textValue() : null;
	}

	// Registries appear as host, as URL, and with the path of the API
	private static String registryOf(String key) {
		String host = key.replaceFirst("^(?i)https?://", "").replaceFirst("/.*", "");
		host = host.substring(host.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
		return HUB_ALIASES.contains(host) ? HUB : host;
	}

	private static String registryOfImage(String image) {
		int slash = image.indexOf('/');
		String first = image.substring(0, Math.max(slash, 0));
		boolean host = first.contains(".") || first.contains(":") || first.equals("localhost")
				|| !first.equals(first.toLowerCase(Locale.ROOT));
		return host ? registryOf(first) : HUB;
	}

	@Nullable String currentContext() {
		return this.currentContext;
	}

	/**
	 * Return the credentials for an image.
	 * @param image the name of the image
	 * @return the credentials for the registry of the image; {@code null} if there are
	 * none
	 */
	@Nullable AuthConfig credentialsFor(String image) {
		return this.credentials.get(registryOfImage(image));
	}

	/**
	 * Return the reason for missing credentials of an image.
	 * @param image the name of the image
	 * @return the reason, without values; {@code null} if there are credentials, or none
	 * are configured
	 */
	@Nullable String problemOf(String image) {
		String registry = registryOfImage(image);
		if (this.credentials.containsKey(registry)) {
			return null;
		}
		String problem = this.problems.getOrDefault(registry, this.fileProblem);
		String helper = helperOf(registry);
		return (problem != null || helper == null) ? problem : "the credential helper \"" + PrintableText.of(helper)
				+ "\" is not asked; put the credentials under \"auths\" in " + this.file;
	}

}

package io.provisionhook.plugin.gitcredentials;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.internal.configuration.PlaceholderTemplate;
import io.provisionhook.plugin.internal.mapping.Secret;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * A file with a secret, or one file for each workspace. Thread-safe.
 */
final class SecretFile implements ConfiguredSecret {

	private static final int MAX_SIZE = 16 * 1024;

	private final PlaceholderTemplate location;

	private final String system;

	private final PropertyPath property;

	private SecretFile(PlaceholderTemplate location, String system, PropertyPath property) {
		this.location = location;
		this.system = system;
		this.property = property;
	}

	/**
	 * Create a file.
	 * @param location the path, which may have placeholders
	 * @param system the prefix of error messages
	 * @param property the property with the path
	 * @return the file
	 * @throws io.provisionhook.plugin.internal.configuration.PluginConfigurationException
	 * if the location is no path; the message does not quote it, since it may be a secret
	 */
	static SecretFile of(String location, String system, PropertyPath property) {
		if (!isAbsolute(location)) {
			throw property.invalid("it is not an absolute path", "Set it to a path such as /run/secrets/token.");
		}
		try {
			return new SecretFile(PlaceholderTemplate.parse(location), system, property);
		}
		catch (IllegalArgumentException ex) {
			throw property.invalid(String.valueOf(ex.getMessage()), "Correct the placeholder.");
		}
	}

	private static boolean isAbsolute(String location) {
		try {
			return Path.of(location).isAbsolute();
		}
		catch (InvalidPathException ex) {
			return false;
		}
	}

	/**
	 * Return the path of the file of a workspace.
	 * @param context the context of the workspace
	 * @return the path
	 */
	Path locate(ProvisionContext context) {
		return Path.of(this.location.expand(context));
	}

	@Override
	public String get(ProvisionContext context) throws UpstreamException {
		return read(locate(context));
	}

	/**
	 * Read a file.
	 * @param path the path of the file
	 * @return the secret
	 * @throws UpstreamException if the file has no secret
	 */
	String read(Path path) throws UpstreamException {
		String text = Secret.withoutLineBreak(readText(path));
		if (text.isBlank()) {
			throw failure(path, "is empty; write the secret into it");
		}
		if (!ConfiguredSecret.isOneLine(text)) {
			throw failure(path,
					"has more than one line, or a control character; it must hold the secret and nothing else");
		}
		return text;
	}

	private String readText(Path path) throws UpstreamException {
		try (InputStream content = Files.newInputStream(path)) {
			byte[] bytes = content.readNBytes(MAX_SIZE + 1);
			if (bytes.length > MAX_SIZE) {
				throw failure(path, "is too large to hold a secret; correct " + this.property);
			}
			return new String(bytes, StandardCharsets.UTF_8);
		}
		catch (NoSuchFileException ex) {
			throw failure(path, "does not exist; mount it there, or correct " + this.property);
		}
		catch (IOException ex) {
			throw failure(path, "can't be read; make sure that it is a file that the user of the application may read,"
					+ " or correct " + this.property);
		}
	}

	private UpstreamException failure(Path path, String problem) {
		String message = this.system + ": the file '" + path + "' " + problem;
		boolean shared = this.location.toString().indexOf('{') < 0;
		return shared ? UpstreamException.ofSystem(message, null) : UpstreamException.ofRequest(message, null);
	}

}

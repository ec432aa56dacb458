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
 * A file that holds a secret and nothing else, or one for each of many workspaces.
 * Thread-safe.
 */
final class SecretFile implements SecretValue {

	private static final int LARGEST = 16 * 1024;

	private final PlaceholderTemplate location;

	private final String system;

	private final Property property;

	private SecretFile(PlaceholderTemplate location, String system, Property property) {
		this.location = location;
		this.system = system;
		this.property = property;
	}

	/**
	 * Create a file.
	 * @param location its path, which may have placeholders
	 * @param system what messages begin with
	 * @param property where the path comes from
	 * @return the file
	 * @throws io.provisionhook.plugin.internal.configuration.PluginConfigurationException
	 * if it is no path; it is not quoted unless it is, since it may be a secret
	 */
	static SecretFile of(String location, String system, Property property) {
		if (!isAbsolute(location)) {
			throw property.mistake("it is no absolute path", "Set it to a path such as /run/secrets/token.");
		}
		try {
			return new SecretFile(PlaceholderTemplate.parse(location), system, property);
		}
		catch (IllegalArgumentException ex) {
			throw property.mistake(String.valueOf(ex.getMessage()), "Correct the placeholder.");
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
	 * Return where the file of a workspace is.
	 * @param context the workspace
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
	 * @param path where it is
	 * @return the secret
	 * @throws UpstreamException if there is none
	 */
	String read(Path path) throws UpstreamException {
		String text = Secret.withoutLineBreak(readText(path));
		if (text.isBlank()) {
			throw failure(path, "is empty; write the secret into it");
		}
		if (!SecretValue.isOneLine(text)) {
			throw failure(path,
					"has more than one line, or a control character; it must hold the secret and nothing" + " else");
		}
		return text;
	}

	private String readText(Path path) throws UpstreamException {
		try (InputStream content = Files.newInputStream(path)) {
			byte[] bytes = content.readNBytes(LARGEST + 1);
			if (bytes.length > LARGEST) {
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
		boolean everybodys = this.location.toString().indexOf('{') < 0;
		return everybodys ? UpstreamException.ofSystem(message, null) : UpstreamException.ofRequest(message, null);
	}

}

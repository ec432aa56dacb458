package io.provisionhook.plugin.githubappauth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.core.io.Resource;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * Reads the file with the private key of a GitHub App.
 */
final class AppKeyFile {

	// A secret that was set by mistake is not to be quoted as if it were a path
	private static final Pattern LOCATION = Pattern.compile("(?=.*[/.:\\\\]).{1,255}");

	private static final int LARGEST = 64 * 1024;

	private AppKeyFile() {
	}

	/**
	 * Read a file, or as much of it as a key could take.
	 * @param location where it is
	 * @return its text
	 * @throws PluginConfigurationException if it can't be read
	 */
	static String read(String location) {
		if (!LOCATION.matcher(location).matches()) {
			throw AppKey.problem("it is neither PEM text nor the path of a file",
					"Set it to the whole text of the private key, from -----BEGIN RSA PRIVATE KEY----- on,"
							+ " or to the path of the file with it.");
		}
		Resource resource = ApplicationResourceLoader.get().getResource(location);
		if (!resource.exists()) {
			throw AppKey.problem("the file '" + location + "' does not exist",
					"Mount the key there, or correct the path.");
		}
		try (InputStream content = resource.getInputStream()) {
			return new String(content.readNBytes(LARGEST), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new PluginConfigurationException(AppKey.PROPERTY, "the file '" + location + "' can't be read",
					"Make sure that it is a file, and that the user of the application may read it.", ex);
		}
	}

}

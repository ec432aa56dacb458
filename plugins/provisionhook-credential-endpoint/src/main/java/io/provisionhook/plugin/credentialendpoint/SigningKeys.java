package io.provisionhook.plugin.credentialendpoint;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.core.io.Resource;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * Reads the keys that tokens are signed with. What it says about a key that can't be used
 * quotes nothing of it.
 */
final class SigningKeys {

	private static final Log logger = LogFactory.getLog(SigningKeys.class);

	private static final String ACTION = "Set it to what 'openssl rand -base64 32' prints, or to the path of a file with"
			+ " that.";

	// The only locations that certainly are none by mistake, and can be quoted
	private static final Pattern URL = Pattern.compile("(file|classpath):.{1,255}");

	private static final int LARGEST = 64 * 1024;

	private SigningKeys() {
	}

	/**
	 * Read the keys.
	 * @param entries the entries of the property
	 * @return the keys, at least one
	 * @throws PluginConfigurationException if an entry is no key
	 */
	static List<SigningKey> read(List<String> entries) {
		if (entries.isEmpty()) {
			logger.info("No signing keys are configured, so workspaces that outlive this application can't get "
					+ "credentials from the next one; '" + CredentialEndpointProperties.named("signing-keys")
					+ "' sets them");
			return List.of(SigningKey.random());
		}
		List<SigningKey> keys = new ArrayList<>();
		for (int i = 0; i < entries.size(); i++) {
			keys.add(read(CredentialEndpointProperties.named("signing-keys[" + i + "]"), entries.get(i).strip()));
		}
		return List.copyOf(keys);
	}

	private static SigningKey read(String property, String entry) {
		if (entry.isEmpty()) {
			throw new PluginConfigurationException(property, "it is empty", ACTION);
		}
		if (URL.matcher(entry).matches()) {
			return SigningKey.of(parse(property, "the file '" + entry + "' holds", content(property, entry)));
		}
		// A path can look like base64 and base64 like a path, but then there is no file
		File file = new File(entry);
		if (file.exists() && !file.isDirectory()) {
			return SigningKey.of(parse(property, "the file '" + entry + "' holds", content(property, "file:" + entry)));
		}
		return SigningKey.of(parse(property, "there is no such file, and as a key it is", entry));
	}

	private static String content(String property, String location) {
		Resource resource = ApplicationResourceLoader.get().getResource(location);
		if (!resource.exists()) {
			throw new PluginConfigurationException(property, "the file '" + location + "' does not exist",
					"Mount the key there, or correct the path.");
		}
		try (InputStream content = resource.getInputStream()) {
			return new String(content.readNBytes(LARGEST), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new PluginConfigurationException(property, "the file '" + location + "' can't be read",
					"Make sure that it is a file, and that the user of the application may read it.", ex);
		}
	}

	private static byte[] parse(String property, String subject, String text) {
		byte[] bytes = decode(text.replaceAll("\\s", ""));
		if (bytes == null) {
			throw new PluginConfigurationException(property, subject + " no base64 text", ACTION);
		}
		if (bytes.length < SigningKey.MIN_BYTES) {
			throw new PluginConfigurationException(property,
					subject + " base64 text of fewer than " + SigningKey.MIN_BYTES + " bytes", ACTION);
		}
		return bytes;
	}

	private static byte @Nullable [] decode(String text) {
		try {
			boolean urlSafe = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
			return (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}

package io.provisionhook.plugin.githubappauth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.core.io.Resource;
import org.springframework.util.StringUtils;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * Reads the private key of a GitHub App. Error messages do not quote the key.
 */
final class AppPrivateKey {

	static final String PROPERTY = GitHubAppAuthProperties.named("private-key");

	private static final String SET_IT = "Set it to the text of the private key that you generated for the app at GitHub,"
			+ " or to the path of the file with it.";

	private static final Pattern LABEL = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----");

	// A secret that was set by mistake must not be quoted like a path
	private static final Pattern LOCATION = Pattern.compile("(?=.*[/.:\\\\]).{1,255}");

	private static final int MAX_FILE_SIZE = 64 * 1024;

	private static final int MIN_KEY_BITS = 2048;

	private AppPrivateKey() {
	}

	/**
	 * Read a key.
	 * @param property the text of the key, or the location of the text
	 * @return the key
	 * @throws PluginConfigurationException if GitHub would not accept the key
	 */
	static RSAPrivateKey read(@Nullable String property) {
		if (!StringUtils.hasText(property)) {
			throw invalid("it is not set", SET_IT);
		}
		if (property.contains("-----BEGIN ")) {
			return parse(property, "it");
		}
		return parse(readFile(property), "the file '" + property + "'");
	}

	private static String readFile(String location) {
		if (!LOCATION.matcher(location).matches()) {
			throw invalid("it is neither PEM text nor the path of a file",
					"Set it to the whole text of the private key, from -----BEGIN RSA PRIVATE KEY----- on,"
							+ " or to the path of the file with it.");
		}
		Resource resource = ApplicationResourceLoader.get().getResource(location);
		if (!resource.exists()) {
			throw invalid("the file '" + location + "' does not exist", "Mount the key there, or correct the path.");
		}
		try (InputStream content = resource.getInputStream()) {
			return new String(content.readNBytes(MAX_FILE_SIZE), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new PluginConfigurationException(PROPERTY, "the file '" + location + "' can't be read",
					"Make sure that it is a file, and that the user of the application may read it.", ex);
		}
	}

	private static RSAPrivateKey parse(String text, String source) {
		if (!StringUtils.hasText(text)) {
			throw invalid(source + " is empty", SET_IT);
		}
		// Environment variables often hold the two characters \n instead of line breaks
		String pem = text.replace("\\n", "\n");
		PrivateKey key = decode(pem);
		if (key == null) {
			throw invalid(source + " " + describe(pem), SET_IT);
		}
		if (!(key instanceof RSAPrivateKey rsa)) {
			throw invalid(source + " holds an " + key.getAlgorithm() + " key, while GitHub Apps have RSA keys", SET_IT);
		}
		if (rsa.getModulus().bitLength() < MIN_KEY_BITS) {
			throw invalid(source + " holds a key of " + rsa.getModulus().bitLength() + " bits, while GitHub's have "
					+ MIN_KEY_BITS, SET_IT);
		}
		return rsa;
	}

	private static @Nullable PrivateKey decode(String pem) {
		try {
			return PemContent.of(pem).getPrivateKey();
		}
		catch (IllegalStateException ex) {
			return null;
		}
	}

	private static String describe(String pem) {
		Matcher label = LABEL.matcher(pem);
		if (!label.find()) {
			return "holds no PEM text, which would begin with -----BEGIN RSA PRIVATE KEY-----";
		}
		String kind = label.group(1);
		if (kind.startsWith("ENCRYPTED") || pem.contains("Proc-Type: 4,ENCRYPTED")) {
			return "holds an encrypted key, and there is no way to give its password; "
					+ "'openssl pkcs8 -topk8 -nocrypt' removes the encryption";
		}
		return kind.endsWith("PRIVATE KEY") ? "holds a private key that is damaged or of an unknown kind"
				: "holds a " + kind.toLowerCase(Locale.ROOT) + " and no private key";
	}

	private static PluginConfigurationException invalid(String problem, String action) {
		return new PluginConfigurationException(PROPERTY, problem, action);
	}

}

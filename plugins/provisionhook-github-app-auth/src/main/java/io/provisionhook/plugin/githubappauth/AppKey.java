package io.provisionhook.plugin.githubappauth;

import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.util.StringUtils;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * Reads the private key of a GitHub App. What it says about a key that can't be used
 * quotes nothing of it.
 */
final class AppKey {

	static final String PROPERTY = GitHubAppAuthProperties.named("private-key");

	private static final String SET_IT = "Set it to the text of the private key that you generated for the app at GitHub,"
			+ " or to the path of the file with it.";

	private static final Pattern LABEL = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----");

	private static final int SMALLEST_KEY = 2048;

	private AppKey() {
	}

	/**
	 * Read a key.
	 * @param property the text of the key, or its location
	 * @return the key
	 * @throws PluginConfigurationException if there is no key that GitHub would take
	 */
	static RSAPrivateKey read(@Nullable String property) {
		if (!StringUtils.hasText(property)) {
			throw problem("it is not set", SET_IT);
		}
		if (property.contains("-----BEGIN ")) {
			return parse(property, "it");
		}
		return parse(AppKeyFile.read(property), "the file '" + property + "'");
	}

	private static RSAPrivateKey parse(String text, String source) {
		if (!StringUtils.hasText(text)) {
			throw problem(source + " is empty", SET_IT);
		}
		// Environment variables often hold the two characters \n instead of line breaks
		String pem = text.replace("\\n", "\n");
		PrivateKey key = decode(pem);
		if (key == null) {
			throw problem(source + " " + describe(pem), SET_IT);
		}
		if (!(key instanceof RSAPrivateKey rsa)) {
			throw problem(source + " holds an " + key.getAlgorithm() + " key, while GitHub Apps have RSA keys", SET_IT);
		}
		if (rsa.getModulus().bitLength() < SMALLEST_KEY) {
			throw problem(source + " holds a key of " + rsa.getModulus().bitLength() + " bits, while GitHub's have "
					+ SMALLEST_KEY, SET_IT);
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
					+ "'openssl pkcs8 -topk8 -nocrypt' takes the encryption off";
		}
		return kind.endsWith("PRIVATE KEY") ? "holds a private key that is damaged or of an unknown kind"
				: "holds a " + kind.toLowerCase(Locale.ROOT) + " and no private key";
	}

	static PluginConfigurationException problem(String problem, String action) {
		return new PluginConfigurationException(PROPERTY, problem, action);
	}

}

package io.provisionhook.plugin.credentialendpoint;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.util.Base64URL;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.core.io.Resource;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * A key that signs and verifies tokens. Its id is derived from the key. Immutable and
 * thread-safe.
 */
final class SigningKey {

	/**
	 * Minimum number of bytes of a key.
	 */
	static final int MIN_BYTES = 32;

	private static final Log logger = LogFactory.getLog(SigningKey.class);

	private static final int ID_BYTES = 8;

	private static final String ACTION = "Set it to what 'openssl rand -base64 32' prints, or to the path of a file with"
			+ " that.";

	// Locations with another scheme may be keys, which must not be quoted
	private static final Pattern LOCATION = Pattern.compile("(file|classpath):.{1,255}");

	private static final int MAX_FILE_SIZE = 64 * 1024;

	private final MACSigner signer;

	private final MACVerifier verifier;

	private final JWSHeader header;

	private SigningKey(byte[] bytes) throws JOSEException, NoSuchAlgorithmException {
		this.signer = new MACSigner(bytes);
		this.verifier = new MACVerifier(bytes);
		byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
		this.header = new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType("provisionhook-credential+jwt"))
			.keyID(HexFormat.of().formatHex(digest, 0, ID_BYTES))
			.build();
	}

	/**
	 * Create a key.
	 * @param bytes the key, at least {@value #MIN_BYTES} bytes
	 * @return the key
	 */
	static SigningKey of(byte[] bytes) {
		try {
			return new SigningKey(bytes);
		}
		catch (JOSEException | NoSuchAlgorithmException ex) {
			throw new IllegalStateException("HMAC-SHA256 is not available", ex);
		}
	}

	/**
	 * Create a random key.
	 * @return the key
	 */
	static SigningKey random() {
		byte[] bytes = new byte[MIN_BYTES];
		new SecureRandom().nextBytes(bytes);
		return of(bytes);
	}

	String id() {
		return this.header.getKeyID();
	}

	String sign(Payload payload) {
		JWSObject token = new JWSObject(this.header, payload);
		try {
			token.sign(this.signer);
		}
		catch (JOSEException ex) {
			throw new IllegalStateException("A token could not be signed", ex);
		}
		return token.serialize();
	}

	/**
	 * Return whether a token was signed by {@link #sign} with this key. The header must
	 * be equal to the one that this key writes, and the signature must have its canonical
	 * encoding. The comparison takes constant time.
	 * @param token the token
	 * @return whether the token is authentic
	 */
	boolean verifies(JWSObject token) {
		try {
			return token.getHeader().toJSONObject().equals(this.header.toJSONObject()) && isCanonical(token)
					&& token.verify(this.verifier);
		}
		catch (JOSEException ex) {
			return false;
		}
	}

	private static boolean isCanonical(JWSObject token) {
		return Base64URL.encode(token.getSignature().decode()).equals(token.getSignature());
	}

	/**
	 * Read the configured keys, or create a random one if there are none.
	 * @param entries the entries of the property
	 * @return the keys, at least one
	 * @throws PluginConfigurationException if an entry is no key; its message does not
	 * quote the entry
	 */
	static List<SigningKey> readAll(List<String> entries) {
		if (entries.isEmpty()) {
			logger.info("No signing keys are configured, so workspaces that outlive this application can't get "
					+ "credentials from the next one; '" + CredentialEndpointProperties.named("signing-keys")
					+ "' sets them");
			return List.of(random());
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
		if (LOCATION.matcher(entry).matches()) {
			return of(parse(property, "the file '" + entry + "' holds", content(property, entry)));
		}
		// Base64 text can look like a path, but then there is no such file
		File file = new File(entry);
		if (file.exists() && !file.isDirectory()) {
			return of(parse(property, "the file '" + entry + "' holds", content(property, "file:" + entry)));
		}
		return of(parse(property, "there is no such file, and as a key it is", entry));
	}

	private static String content(String property, String location) {
		Resource resource = ApplicationResourceLoader.get().getResource(location);
		if (!resource.exists()) {
			throw new PluginConfigurationException(property, "the file '" + location + "' does not exist",
					"Mount the key there, or correct the path.");
		}
		try (InputStream content = resource.getInputStream()) {
			return new String(content.readNBytes(MAX_FILE_SIZE), StandardCharsets.UTF_8);
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
		if (bytes.length < MIN_BYTES) {
			throw new PluginConfigurationException(property,
					subject + " base64 text of fewer than " + MIN_BYTES + " bytes", ACTION);
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

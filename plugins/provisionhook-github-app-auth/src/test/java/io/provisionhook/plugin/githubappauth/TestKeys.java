package io.provisionhook.plugin.githubappauth;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Keys that are made for the tests.
 */
final class TestKeys {

	static final KeyPair RSA = generate("RSA", 2048);

	// Behind the head of a PKCS#8 key of this size is the PKCS#1 key
	private static final int PKCS8_HEAD = 26;

	private TestKeys() {
	}

	static KeyPair generate(String algorithm, int size) {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
			generator.initialize(size);
			return generator.generateKeyPair();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static String pkcs8() {
		return pkcs8(RSA);
	}

	static String pkcs8(KeyPair keys) {
		return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
	}

	static String pkcs1() {
		byte[] encoded = RSA.getPrivate().getEncoded();
		return pem("RSA PRIVATE KEY", Arrays.copyOfRange(encoded, PKCS8_HEAD, encoded.length));
	}

	static String pem(String label, byte[] content) {
		String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
		return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
	}

}

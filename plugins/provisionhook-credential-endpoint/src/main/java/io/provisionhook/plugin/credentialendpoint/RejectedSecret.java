package io.provisionhook.plugin.credentialendpoint;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Recognises the secret that a host did not accept by the digest that a workspace sends
 * of it. The digest is what {@code git hash-object --stdin} prints for the token of the
 * workspace, a line feed and the secret: git is in each workspace that sends one. It
 * tells nothing about the secret to anybody without the token, by which the secret itself
 * can be asked for. Immutable.
 *
 * @param token the token of the workspace
 * @param digest the digest
 */
record RejectedSecret(String token, String digest) implements Predicate<String> {

	// Repositories of git have one of two formats
	private static final Pattern SHA_1 = Pattern.compile("[0-9a-f]{40}");

	private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

	static boolean isDigest(String text) {
		return SHA_1.matcher(text).matches() || SHA_256.matcher(text).matches();
	}

	@Override
	public boolean test(String secret) {
		byte[] content = (this.token + "\n" + secret).getBytes(StandardCharsets.UTF_8);
		try {
			MessageDigest algorithm = MessageDigest
				.getInstance(SHA_1.matcher(this.digest).matches() ? "SHA-1" : "SHA-256");
			algorithm.update(("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
			return MessageDigest.isEqual(algorithm.digest(content), HexFormat.of().parseHex(this.digest));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Each Java has SHA-1 and SHA-256", ex);
		}
	}

	@Override
	public String toString() {
		return "RejectedSecret[]";
	}

}

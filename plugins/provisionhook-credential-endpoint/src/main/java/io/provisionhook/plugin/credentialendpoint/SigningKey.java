package io.provisionhook.plugin.credentialendpoint;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.util.Base64URL;

/**
 * A key that tokens are signed with. Its id is made of the key, so that nobody has to
 * think of one. Immutable and thread-safe.
 */
final class SigningKey {

	/**
	 * The number of bytes that a key has at least.
	 */
	static final int MIN_BYTES = 32;

	private static final int ID_BYTES = 8;

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
	 * @param bytes the key itself, at least {@value #MIN_BYTES} bytes
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
	 * Create a key that nobody else has.
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
	 * Return whether a token was signed by {@link #sign} with this key. Its header has to
	 * be exactly the one that this key writes, and its signature to be written in the
	 * only way there is. The time that it takes does not tell how much of it is right.
	 * @param token the token
	 * @return whether it is authentic
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

}

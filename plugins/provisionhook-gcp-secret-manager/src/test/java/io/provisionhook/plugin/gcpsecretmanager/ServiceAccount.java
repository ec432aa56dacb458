package io.provisionhook.plugin.gcpsecretmanager;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A service account whose key was made a moment ago, and the check of what it signs.
 *
 * @param keys its key
 */
record ServiceAccount(KeyPair keys) {

	static final String EMAIL = "provisioner@acme-project.iam.gserviceaccount.com";

	// What Google's library signs for, wherever the file says that tokens are issued
	private static final String AUDIENCE = "https://oauth2.googleapis.com/token";

	private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

	private static final JsonMapper JSON = new JsonMapper();

	static ServiceAccount create() {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
			generator.initialize(2048);
			return new ServiceAccount(generator.generateKeyPair());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	String privateKey() {
		return Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(this.keys.getPrivate().getEncoded());
	}

	/**
	 * Return the file that Google hands out.
	 * @param tokenUri where to get tokens
	 * @return the JSON
	 */
	String json(String tokenUri) {
		return JSON.writeValueAsString(
				Map.of("type", "service_account", "project_id", "acme-project", "private_key_id", "key-1",
						"private_key", "-----BEGIN PRIVATE KEY-----\n" + privateKey() + "\n-----END PRIVATE KEY-----\n",
						"client_email", EMAIL, "client_id", "1", "token_uri", tokenUri));
	}

	/**
	 * Say what is wrong with the JWT that a token is asked for with.
	 * @param jwt the JWT
	 * @return the problem, {@code null} if there is none
	 */
	@Nullable String problemWith(String jwt) throws GeneralSecurityException {
		String[] parts = jwt.split("\\.", -1);
		if (parts.length != 3) {
			return "it is no JWT";
		}
		Signature signature = Signature.getInstance("SHA256withRSA");
		signature.initVerify(this.keys.getPublic());
		signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
		if (!signature.verify(Base64.getUrlDecoder().decode(parts[2]))) {
			return "the signature does not match";
		}
		JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
		long now = Instant.now().getEpochSecond();
		boolean current = claims.required("iat").longValue() <= now + 60 && claims.required("exp").longValue() > now
				&& claims.required("exp").longValue() <= now + 3660;
		return (current && claims.required("iss").stringValue().equals(EMAIL)
				&& claims.required("aud").stringValue().equals(AUDIENCE)
				&& claims.required("scope").stringValue().equals(SCOPE)) ? null : "a claim is wrong";
	}

}

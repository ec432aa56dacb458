package io.provisionhook.plugin.credentialendpoint;

import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.nimbusds.jose.JWSObject;

/**
 * Issues and verifies the tokens of workspaces: JSON Web Tokens with HMAC-SHA256 and
 * nothing else. Immutable and thread-safe.
 */
final class AccessTokens {

	private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

	private final SigningKey first;

	private final Map<String, SigningKey> byId;

	/**
	 * Create one.
	 * @param keys the keys, of which the first one signs and all are accepted
	 */
	AccessTokens(List<SigningKey> keys) {
		this.first = keys.get(0);
		Map<String, SigningKey> byId = new LinkedHashMap<>();
		keys.forEach((key) -> byId.put(key.id(), key));
		this.byId = Map.copyOf(byId);
	}

	String issue(TokenClaims claims) {
		return this.first.sign(claims.toPayload());
	}

	/**
	 * Return what a token says, whether or not it has expired.
	 * @param token the token
	 * @return what it says
	 * @throws Rejection if it is not authentic
	 */
	TokenClaims verify(String token) throws Rejection {
		if (!TOKEN.matcher(token).matches()) {
			throw Rejection.refused("the token has not the form of one");
		}
		try {
			JWSObject parsed = JWSObject.parse(token);
			SigningKey key = this.byId.get(String.valueOf(parsed.getHeader().getKeyID()));
			if (key == null) {
				throw Rejection.refused("the token was signed with a key that is not among the signing keys");
			}
			if (!key.verifies(parsed)) {
				throw Rejection.refused("the token was not signed by this application");
			}
			return TokenClaims.of(parsed.getPayload());
		}
		catch (ParseException | RuntimeException ex) {
			throw Rejection.refused("the token can't be read");
		}
	}

}

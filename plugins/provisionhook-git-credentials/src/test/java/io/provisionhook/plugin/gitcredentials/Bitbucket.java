package io.provisionhook.plugin.gitcredentials;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * Stands in for Bitbucket Cloud. It checks what it gets as Bitbucket does.
 */
final class Bitbucket extends StandIn {

	static final String KEY = "consumer:key";

	static final String SECRET = "consumer-secret +&%=";

	private int grants;

	private int expiresIn = 7200;

	static String accessToken(int number) {
		return "access-0123456789abcdef" + number;
	}

	synchronized Bitbucket expiresIn(int seconds) {
		this.expiresIn = seconds;
		return this;
	}

	@Override
	synchronized Reply answer(Call call) {
		if (!(call.method() + " " + call.path()).equals("POST /site/oauth2/access_token")) {
			return new Reply(404, "");
		}
		if (!isAuthenticated(call.header("Authorization"))) {
			return new Reply(400, "{\"error\":\"invalid_client\"}");
		}
		if (!call.form().equals(Map.of("grant_type", "client_credentials"))) {
			return new Reply(400, "{\"error\":\"unsupported_grant_type\"}");
		}
		this.grants++;
		return new Reply(200, "{\"access_token\": \"" + accessToken(this.grants)
				+ "\", \"token_type\": \"bearer\", \"expires_in\": " + this.expiresIn + ", \"scope\": \"repository\"}");
	}

	private static boolean isAuthenticated(String authorization) {
		if (!authorization.startsWith("Basic ")) {
			return false;
		}
		byte[] decoded = Base64.getDecoder().decode(authorization.substring("Basic ".length()));
		String[] pair = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
		return KEY.equals(decode(pair[0])) && SECRET.equals(decode(pair[1]));
	}

}

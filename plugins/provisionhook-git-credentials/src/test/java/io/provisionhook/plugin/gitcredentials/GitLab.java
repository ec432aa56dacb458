package io.provisionhook.plugin.gitcredentials;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Stands in for GitLab. It checks what it gets as GitLab does: a token that was rotated
 * is dead, and using it for a rotation revokes all that came after it; a refresh token is
 * good once.
 */
final class GitLab extends StandIn {

	static final String CLIENT_ID = "gitlab-application";

	static final String CLIENT_SECRET = "gloas-secret +&%=";

	private final Clock clock;

	private final Set<String> active = new TreeSet<>();

	private @Nullable LocalDate expiresAt = LocalDate.parse("2126-03-31");

	private Instant createdAt = Instant.parse("2126-03-01T00:00:00Z");

	private String refreshToken = refreshToken(0);

	private @Nullable String accessToken;

	private int rotations;

	private int grants;

	private int expiresIn = 7200;

	GitLab(Clock clock) {
		this.clock = clock;
		this.active.add(token(0));
	}

	static String token(int number) {
		return "glpat-0123456789abcdef" + number;
	}

	static String refreshToken(int number) {
		return "refresh-0123456789abcdef" + number;
	}

	static String accessToken(int number) {
		return "access-0123456789abcdef" + number;
	}

	synchronized GitLab expiresAt(@Nullable String day) {
		this.expiresAt = (day != null) ? LocalDate.parse(day) : null;
		return this;
	}

	synchronized GitLab expiresIn(int seconds) {
		this.expiresIn = seconds;
		return this;
	}

	synchronized int rotations() {
		return this.rotations;
	}

	synchronized boolean accepts(String secret) {
		return this.active.contains(secret) || secret.equals(this.accessToken);
	}

	/**
	 * Rotate, as if somebody else had asked for it.
	 * @return the next token
	 */
	synchronized String rotateElsewhere() {
		rotate(token(this.rotations));
		return token(this.rotations);
	}

	@Override
	synchronized Reply answer(Call call) {
		return switch (call.method() + " " + call.path()) {
			case "GET /api/v4/personal_access_tokens/self" -> look(call.header("PRIVATE-TOKEN"));
			case "POST /api/v4/personal_access_tokens/self/rotate" -> rotate(call.header("PRIVATE-TOKEN"));
			case "POST /oauth/token" -> grant(call);
			default -> new Reply(404, "{\"error\":\"404 Not Found\"}");
		};
	}

	private Reply look(String token) {
		return this.active.contains(token) ? new Reply(200, describe("")) : unauthorized();
	}

	private Reply rotate(String token) {
		if (!this.active.remove(token)) {
			this.active.clear();
			return unauthorized();
		}
		this.rotations++;
		this.createdAt = this.clock.instant();
		this.expiresAt = this.createdAt.plus(Duration.ofDays(7)).atOffset(ZoneOffset.UTC).toLocalDate();
		this.active.add(token(this.rotations));
		return new Reply(200, describe(", \"token\": \"" + token(this.rotations) + "\""));
	}

	private String describe(String more) {
		String day = (this.expiresAt != null) ? "\"" + this.expiresAt + "\"" : "null";
		return "{\"id\": 7, \"active\": true, \"created_at\": \"" + this.createdAt + "\", \"expires_at\": " + day + more
				+ "}";
	}

	private static Reply unauthorized() {
		return new Reply(401, "{\"message\":\"401 Unauthorized\"}");
	}

	private Reply grant(Call call) {
		Map<String, String> form = call.form();
		if (!CLIENT_ID.equals(form.get("client_id")) || !CLIENT_SECRET.equals(form.get("client_secret"))
				|| !call.header("Content-Type").equals("application/x-www-form-urlencoded")) {
			return new Reply(401, "{\"error\":\"invalid_client\",\"error_description\":\"" + form + "\"}");
		}
		if (!"refresh_token".equals(form.get("grant_type")) || !this.refreshToken.equals(form.get("refresh_token"))) {
			return new Reply(400, "{\"error\":\"invalid_grant\",\"error_description\":\"" + form + "\"}");
		}
		this.grants++;
		this.refreshToken = refreshToken(this.grants);
		this.accessToken = accessToken(this.grants);
		return new Reply(200,
				"{\"access_token\": \"" + this.accessToken + "\", \"token_type\": \"Bearer\", \"expires_in\": "
						+ this.expiresIn + ", \"refresh_token\": \"" + this.refreshToken + "\"}");
	}

}

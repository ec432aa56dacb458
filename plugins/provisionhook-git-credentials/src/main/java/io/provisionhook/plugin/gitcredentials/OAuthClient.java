package io.provisionhook.plugin.gitcredentials;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.provisionhook.plugin.http.Answer;
import io.provisionhook.plugin.http.Endpoint;
import io.provisionhook.plugin.http.HttpCalls;
import io.provisionhook.plugin.http.Trouble;
import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * A client of an OAuth server, as RFC 6749 has it: how it authenticates is in section
 * 2.3, what a grant looks like in 5.1. Thread-safe.
 */
final class OAuthClient {

	private static final Duration LOOKED_AT_AGAIN = Duration.ofHours(1);

	private static final long LONGEST_LIFE = Duration.ofDays(3650).toSeconds();

	private final HttpCalls calls;

	private final Endpoint endpoint;

	private final OAuthServer server;

	private final OAuthRefusals refusals;

	private final Clock clock;

	/**
	 * Create a client.
	 * @param calls sends calls
	 * @param endpoint where to
	 * @param server what is particular about the server
	 * @param refusals says why there was no grant
	 * @param clock tells when tokens expire
	 */
	OAuthClient(HttpCalls calls, Endpoint endpoint, OAuthServer server, OAuthRefusals refusals, Clock clock) {
		this.calls = calls;
		this.endpoint = endpoint;
		this.server = server;
		this.refusals = refusals;
		this.clock = clock;
	}

	/**
	 * Ask for a token.
	 * @param id the id of the client
	 * @param secret its secret
	 * @param grant what it has to show for it
	 * @return the token
	 * @throws UpstreamException if there is none
	 * @throws InterruptedException if the thread is interrupted
	 */
	OAuthGrant ask(String id, String secret, Map<String, String> grant) throws UpstreamException, InterruptedException {
		Instant now = this.clock.instant();
		Answer answer = send(request(id, secret, grant));
		if (!answer.isSuccess()) {
			throw this.refusals.of(answer);
		}
		JsonNode json = answer.json();
		if (json == null) {
			throw this.refusals.unreadable("it is no JSON object");
		}
		String token = tokenIn(answer, "access_token");
		if (token == null) {
			throw this.refusals.unreadable("it has no 'access_token'");
		}
		return new OAuthGrant(accessToken(token, json.path("expires_in"), now), tokenIn(answer, "refresh_token"));
	}

	private Answer send(HttpRequest request) throws UpstreamException, InterruptedException {
		try {
			return this.calls.send(request);
		}
		catch (IOException ex) {
			throw Trouble.of(ex, this.endpoint).toException(this.endpoint);
		}
	}

	private HttpRequest request(String id, String secret, Map<String, String> grant) {
		Map<String, String> form = new LinkedHashMap<>(grant);
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.endpoint.url() + this.server.path()))
			.header("Accept", "application/json")
			.header("Content-Type", "application/x-www-form-urlencoded")
			.header("User-Agent", "provisionhook");
		if (this.server.basic()) {
			byte[] credentials = (encode(id) + ":" + encode(secret)).getBytes(StandardCharsets.UTF_8);
			request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
		}
		else {
			form.put("client_id", id);
			form.put("client_secret", secret);
		}
		return request.POST(BodyPublishers.ofString(form.entrySet()
			.stream()
			.map((field) -> encode(field.getKey()) + "=" + encode(field.getValue()))
			.collect(Collectors.joining("&")))).build();
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private static @Nullable String tokenIn(Answer answer, String member) {
		String token = answer.text(member);
		return (token.isBlank() || !SecretValue.isOneLine(token)) ? null : token;
	}

	private AccessToken accessToken(String token, JsonNode expiresIn, Instant now) throws UpstreamException {
		if (expiresIn.isMissingNode() || expiresIn.isNull()) {
			return new AccessToken(token, null, now.plus(LOOKED_AT_AGAIN), false);
		}
		if (!expiresIn.isIntegralNumber() || expiresIn.asLong(0) <= 0 || expiresIn.asLong(0) > LONGEST_LIFE) {
			throw this.refusals.unreadable("its 'expires_in' is no number of seconds");
		}
		return AccessToken.made(token, now, Duration.ofSeconds(expiresIn.asLong(0)));
	}

}

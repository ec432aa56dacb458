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

import tools.jackson.databind.JsonNode;

import io.provisionhook.plugin.http.Answer;
import io.provisionhook.plugin.http.Endpoint;
import io.provisionhook.plugin.http.HttpCalls;
import io.provisionhook.plugin.http.Trouble;
import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * A client of an OAuth server that asks for tokens of its own, as RFC 6749 has it: how it
 * authenticates is in section 2.3, what it asks in 4.4, what a grant looks like in 5.1.
 * Thread-safe.
 */
final class OAuthClient {

	private static final Duration LOOKED_AT_AGAIN = Duration.ofHours(1);

	private static final long LONGEST_LIFE = Duration.ofDays(3650).toSeconds();

	private final HttpCalls calls;

	private final Endpoint endpoint;

	private final String path;

	private final OAuthRefusals refusals;

	private final Clock clock;

	/**
	 * Create a client.
	 * @param calls sends calls
	 * @param endpoint where to
	 * @param path where the tokens are, below the URL of the endpoint
	 * @param refusals says why there was no grant
	 * @param clock tells when tokens expire
	 */
	OAuthClient(HttpCalls calls, Endpoint endpoint, String path, OAuthRefusals refusals, Clock clock) {
		this.calls = calls;
		this.endpoint = endpoint;
		this.path = path;
		this.refusals = refusals;
		this.clock = clock;
	}

	/**
	 * Ask for a token.
	 * @param id the id of the client
	 * @param secret its secret
	 * @return the token
	 * @throws UpstreamException if there is none
	 * @throws InterruptedException if the thread is interrupted
	 */
	AccessToken ask(String id, String secret) throws UpstreamException, InterruptedException {
		Instant now = this.clock.instant();
		Answer answer = send(request(id, secret));
		if (!answer.isSuccess()) {
			throw this.refusals.of(answer);
		}
		JsonNode json = answer.json();
		if (json == null) {
			throw this.refusals.unreadable("it is no JSON object");
		}
		String token = answer.text("access_token");
		if (token.isBlank() || !SecretValue.isOneLine(token)) {
			throw this.refusals.unreadable("it has no 'access_token'");
		}
		return accessToken(token, json.path("expires_in"), now);
	}

	private Answer send(HttpRequest request) throws UpstreamException, InterruptedException {
		try {
			return this.calls.send(request);
		}
		catch (IOException ex) {
			throw Trouble.of(ex, this.endpoint).toException(this.endpoint);
		}
	}

	private HttpRequest request(String id, String secret) {
		byte[] credentials = (encode(id) + ":" + encode(secret)).getBytes(StandardCharsets.UTF_8);
		return HttpRequest.newBuilder(URI.create(this.endpoint.url() + this.path))
			.header("Accept", "application/json")
			.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.header("User-Agent", "provisionhook")
			.POST(BodyPublishers.ofString("grant_type=client_credentials"))
			.build();
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private AccessToken accessToken(String token, JsonNode expiresIn, Instant now) throws UpstreamException {
		if (expiresIn.isMissingNode() || expiresIn.isNull()) {
			return new AccessToken(token, null, now.plus(LOOKED_AT_AGAIN));
		}
		if (!expiresIn.isIntegralNumber() || expiresIn.asLong(0) <= 0 || expiresIn.asLong(0) > LONGEST_LIFE) {
			throw this.refusals.unreadable("its 'expires_in' is no number of seconds");
		}
		return AccessToken.made(token, now, Duration.ofSeconds(expiresIn.asLong(0)));
	}

}

package io.provisionhook.plugin.gitcredentials;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

import io.provisionhook.plugin.internal.http.JsonClient;
import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * A client of an OAuth server that asks for tokens of its own, as RFC 6749 has it: how it
 * authenticates is in section 2.3, what it asks in 4.4, what a grant looks like in 5.1.
 * Thread-safe.
 */
final class OAuthClient {

	private static final Duration LOOKED_AT_AGAIN = Duration.ofHours(1);

	private static final long LONGEST_LIFE = Duration.ofDays(3650).toSeconds();

	private final JsonClient client;

	private final String path;

	private final OAuthRefusals refusals;

	private final Clock clock;

	/**
	 * Create a client.
	 * @param client sends requests
	 * @param path where the tokens are, below the URL of the endpoint
	 * @param refusals says why there was no grant
	 * @param clock tells when tokens expire
	 */
	OAuthClient(JsonClient client, String path, OAuthRefusals refusals, Clock clock) {
		this.client = client;
		this.path = path;
		this.refusals = refusals;
		this.clock = clock;
	}

	/**
	 * Ask for a token.
	 * @param id the id of the client
	 * @param secret its secret
	 * @param deadline until when somebody waits
	 * @return the token
	 * @throws UpstreamException if there is none
	 * @throws InterruptedException if the thread is interrupted
	 */
	AccessToken ask(String id, String secret, Deadline deadline) throws UpstreamException, InterruptedException {
		Instant now = this.clock.instant();
		JsonResponse answer = send(id, secret, deadline);
		if (!answer.isSuccess()) {
			throw this.refusals.of(answer);
		}
		if (!answer.isObject()) {
			throw this.refusals.unreadable("it is no JSON object");
		}
		String token = answer.text("access_token");
		if (token.isBlank() || !SecretValue.isOneLine(token)) {
			throw this.refusals.unreadable("it has no 'access_token'");
		}
		return accessToken(token, answer.path("expires_in"), now);
	}

	private JsonResponse send(String id, String secret, Deadline deadline)
			throws UpstreamException, InterruptedException {
		try {
			return this.client.send(HttpMethod.POST, this.path, (headers) -> {
				headers.setBasicAuth(encode(id), encode(secret), StandardCharsets.UTF_8);
				headers.set(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON_VALUE);
				headers.set(HttpHeaders.USER_AGENT, "provisionhook");
				headers.setContentType(MediaType.APPLICATION_FORM_URLENCODED);
			}, "grant_type=client_credentials", deadline);
		}
		catch (RemoteFailure ex) {
			throw this.client.endpoint().failure(ex);
		}
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

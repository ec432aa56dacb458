package io.provisionhook.plugin.gitcredentials;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

import org.jspecify.annotations.Nullable;

import io.provisionhook.plugin.http.Answer;
import io.provisionhook.plugin.http.Endpoint;
import io.provisionhook.plugin.http.HttpCalls;
import io.provisionhook.plugin.http.Trouble;
import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * The two calls of GitLab's REST API that keep an access token fresh. By GitLab's
 * documentation of the personal access tokens API, {@code GET .../self} tells about the
 * token that it is sent with, and {@code POST .../self/rotate} revokes it and answers
 * with the next one; that is for tokens of projects and groups too. A token ends when the
 * day begins that it expires on, by UTC. Thread-safe.
 */
final class GitLabTokens {

	private static final String SELF = "/api/v4/personal_access_tokens/self";

	private final HttpCalls calls;

	private final Endpoint endpoint;

	private final GitLabRefusals refusals;

	GitLabTokens(HttpCalls calls, Endpoint endpoint, GitLabRefusals refusals) {
		this.calls = calls;
		this.endpoint = endpoint;
		this.refusals = refusals;
	}

	/**
	 * Look at a token.
	 * @param token the token
	 * @return what GitLab knows about it
	 * @throws UpstreamException if GitLab does not tell
	 * @throws InterruptedException if the thread is interrupted
	 */
	GitLabToken look(String token) throws UpstreamException, InterruptedException {
		Answer answer = send(token, "GET", SELF);
		if (!answer.isSuccess()) {
			throw this.refusals.ofLook(answer);
		}
		if (answer.json() == null) {
			throw this.refusals.notOfGitLab("it is no JSON object");
		}
		if (answer.json().path("active").isBoolean() && !answer.json().path("active").asBoolean()) {
			throw this.refusals.notAccepted("not active any more");
		}
		return tokenIn(answer, token);
	}

	/**
	 * Rotate a token, which does not work any more afterwards.
	 * @param token the token
	 * @return the next one
	 * @throws UpstreamException if there is none
	 * @throws InterruptedException if the thread is interrupted
	 */
	GitLabToken rotate(String token) throws UpstreamException, InterruptedException {
		Answer answer = send(token, "POST", SELF + "/rotate");
		if (!answer.isSuccess()) {
			throw this.refusals.ofRotation(answer);
		}
		String next = answer.text("token");
		if (next.isBlank() || !SecretValue.isOneLine(next)) {
			throw this.refusals.notOfGitLab("it has no 'token'");
		}
		return tokenIn(answer, next);
	}

	private Answer send(String token, String method, String path) throws UpstreamException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.endpoint.url() + path))
			.method(method, BodyPublishers.noBody())
			.header("PRIVATE-TOKEN", token)
			.header("Accept", "application/json")
			.header("User-Agent", "provisionhook")
			.build();
		try {
			return this.calls.send(request);
		}
		catch (IOException ex) {
			throw Trouble.of(ex, this.endpoint).toException(this.endpoint);
		}
	}

	private GitLabToken tokenIn(Answer answer, String token) throws UpstreamException {
		String expiresAt = answer.text("expires_at");
		Instant expiry = time(expiresAt);
		if (expiry == null && !expiresAt.isEmpty()) {
			throw this.refusals.notOfGitLab("its 'expires_at' is no date");
		}
		return new GitLabToken(token, time(answer.text("created_at")), expiry);
	}

	private static @Nullable Instant time(String text) {
		try {
			return (text.indexOf('T') < 0) ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
					: OffsetDateTime.parse(text).toInstant();
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

}

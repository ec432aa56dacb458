package io.provisionhook.plugin.githubappauth;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.provisionhook.plugin.http.Answer;
import io.provisionhook.plugin.upstream.Patience;
import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * The two calls of GitHub's REST API that a token takes. Thread-safe.
 */
final class GitHubApi {

	private static final JsonMapper JSON = new JsonMapper();

	private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

	private final Exchange exchange;

	private final Refusals refusals;

	private final Clock clock;

	GitHubApi(Exchange exchange, Refusals refusals, Clock clock) {
		this.exchange = exchange;
		this.refusals = refusals;
		this.clock = clock;
	}

	/**
	 * Look up an installation.
	 * @param target what it was installed for
	 * @param patience how long it may take
	 * @return its id
	 * @throws UpstreamException if there is none
	 * @throws InterruptedException if the thread is interrupted
	 */
	String findInstallation(InstallationTarget target, Patience patience)
			throws UpstreamException, InterruptedException {
		Answer answer = this.exchange.call(new GitHubCall("GET", target.path(), null), patience);
		if (!answer.isSuccess()) {
			throw this.refusals.ofTarget(target, answer);
		}
		JsonNode json = answer.json();
		if (json == null || !json.path("id").isIntegralNumber()) {
			throw this.refusals.notOfGitHub((json != null) ? "it has no 'id'" : "it is no JSON object");
		}
		return json.path("id").asString();
	}

	/**
	 * Ask for a token.
	 * @param installation the id of the installation
	 * @param request what it is asked for
	 * @param patience how long it may take
	 * @return the answer, which may be a refusal
	 * @throws UpstreamException if there is none
	 * @throws InterruptedException if the thread is interrupted
	 */
	Answer askForToken(String installation, TokenRequest request, Patience patience)
			throws UpstreamException, InterruptedException {
		return this.exchange.call(new GitHubCall("POST", "/app/installations/" + installation + "/access_tokens",
				JSON.writeValueAsString(request.body())), patience);
	}

	/**
	 * Take the token out of an answer.
	 * @param request what was asked for
	 * @param answer the answer
	 * @return the token
	 * @throws UpstreamException if there is none
	 */
	InstallationToken tokenIn(Answer answer, TokenRequest request) throws UpstreamException {
		if (!answer.isSuccess()) {
			throw this.refusals.ofToken(request, answer);
		}
		JsonNode json = answer.json();
		if (json == null) {
			throw this.refusals.notOfGitHub("it is no JSON object");
		}
		String token = json.path("token").asString("");
		if (!TOKEN.matcher(token).matches()) {
			throw this.refusals.notOfGitHub("it has no 'token'");
		}
		Instant expiresAt = time(json.path("expires_at").asString(""));
		if (expiresAt == null) {
			throw this.refusals.notOfGitHub("it has no 'expires_at'");
		}
		return new InstallationToken(token, answer.translate(expiresAt, this.clock.instant()));
	}

	private static @Nullable Instant time(String text) {
		try {
			return OffsetDateTime.parse(text).toInstant();
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

}

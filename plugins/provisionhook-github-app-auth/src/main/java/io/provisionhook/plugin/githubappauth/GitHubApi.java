package io.provisionhook.plugin.githubappauth;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

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
	 * @param deadline until when somebody waits
	 * @return its id
	 * @throws UpstreamException if there is none
	 * @throws InterruptedException if the thread is interrupted
	 */
	String findInstallation(InstallationTarget target, Deadline deadline)
			throws UpstreamException, InterruptedException {
		JsonResponse answer = this.exchange.call(new GitHubCall(HttpMethod.GET, target.path(), null), deadline);
		if (!answer.isSuccess()) {
			throw this.refusals.ofTarget(target, answer);
		}
		JsonNode id = answer.path("id");
		if (!id.isIntegralNumber()) {
			throw this.refusals.notOfGitHub(answer.isObject() ? "it has no 'id'" : "it is no JSON object");
		}
		return id.asString();
	}

	/**
	 * Ask for a token.
	 * @param installation the id of the installation
	 * @param request what it is asked for
	 * @param deadline until when somebody waits
	 * @return the answer, which may be a refusal
	 * @throws UpstreamException if there is none
	 * @throws InterruptedException if the thread is interrupted
	 */
	JsonResponse askForToken(String installation, TokenRequest request, Deadline deadline)
			throws UpstreamException, InterruptedException {
		return this.exchange.call(new GitHubCall(HttpMethod.POST,
				"/app/installations/" + installation + "/access_tokens", JSON.writeValueAsString(request.body())),
				deadline);
	}

	/**
	 * Take the token out of an answer.
	 * @param request what was asked for
	 * @param answer the answer
	 * @return the token
	 * @throws UpstreamException if there is none
	 */
	InstallationToken tokenIn(JsonResponse answer, TokenRequest request) throws UpstreamException {
		if (!answer.isSuccess()) {
			throw this.refusals.ofToken(request, answer);
		}
		if (!answer.isObject()) {
			throw this.refusals.notOfGitHub("it is no JSON object");
		}
		String token = answer.text("token");
		if (!TOKEN.matcher(token).matches()) {
			throw this.refusals.notOfGitHub("it has no 'token'");
		}
		Instant expiresAt = time(answer.text("expires_at"));
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

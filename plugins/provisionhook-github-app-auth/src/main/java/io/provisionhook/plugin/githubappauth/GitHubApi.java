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

import io.provisionhook.plugin.githubappauth.GitHubClient.Call;
import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * The calls of GitHub's REST API for installation tokens. Thread-safe.
 */
final class GitHubApi {

	private static final JsonMapper JSON = new JsonMapper();

	private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

	private final GitHubClient client;

	private final GitHubFailures errors;

	private final Clock clock;

	GitHubApi(GitHubClient client, GitHubFailures errors, Clock clock) {
		this.client = client;
		this.errors = errors;
		this.clock = clock;
	}

	/**
	 * Look up the id of an installation.
	 * @param target the installation
	 * @param deadline the deadline of the caller
	 * @return the id
	 * @throws UpstreamException if there is no such installation
	 * @throws InterruptedException if the thread is interrupted
	 */
	String findInstallation(InstallationTarget target, Deadline deadline)
			throws UpstreamException, InterruptedException {
		JsonResponse answer = this.client.call(new Call(HttpMethod.GET, target.path(), null), deadline);
		if (!answer.isSuccess()) {
			throw this.errors.installationFailed(target, answer);
		}
		JsonNode id = answer.path("id");
		if (!id.isIntegralNumber()) {
			throw this.errors.unexpectedResponse(answer.isObject() ? "it has no 'id'" : "it is not a JSON object");
		}
		return id.asString();
	}

	/**
	 * Request a token.
	 * @param installation the id of the installation
	 * @param request the properties of the token
	 * @param deadline the deadline of the caller
	 * @return the response, which may be an error
	 * @throws UpstreamException if there is no response
	 * @throws InterruptedException if the thread is interrupted
	 */
	JsonResponse requestToken(String installation, TokenRequest request, Deadline deadline)
			throws UpstreamException, InterruptedException {
		return this.client.call(new Call(HttpMethod.POST, "/app/installations/" + installation + "/access_tokens",
				JSON.writeValueAsString(request.body())), deadline);
	}

	/**
	 * Read the token in a response.
	 * @param answer the response
	 * @param request the request for the token
	 * @return the token
	 * @throws UpstreamException if the response has no token
	 */
	InstallationToken readToken(JsonResponse answer, TokenRequest request) throws UpstreamException {
		if (!answer.isSuccess()) {
			throw this.errors.tokenFailed(request, answer);
		}
		if (!answer.isObject()) {
			throw this.errors.unexpectedResponse("it is not a JSON object");
		}
		String token = answer.text("token");
		if (!TOKEN.matcher(token).matches()) {
			throw this.errors.unexpectedResponse("it has no 'token'");
		}
		Instant expiresAt = time(answer.text("expires_at"));
		if (expiresAt == null) {
			throw this.errors.unexpectedResponse("it has no 'expires_at'");
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

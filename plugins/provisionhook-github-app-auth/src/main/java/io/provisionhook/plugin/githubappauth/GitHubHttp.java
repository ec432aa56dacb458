package io.provisionhook.plugin.githubappauth;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;

import io.provisionhook.plugin.http.Answer;
import io.provisionhook.plugin.http.Endpoint;
import io.provisionhook.plugin.http.HttpCalls;

/**
 * Sends calls to GitHub, a limited number at a time, and waits for the answers.
 * Thread-safe.
 */
final class GitHubHttp {

	// GitHub takes no more than 100 at a time, of all that share the app
	private static final int CALLS_AT_A_TIME = 32;

	private final Endpoint endpoint;

	private final HttpCalls calls;

	GitHubHttp(HttpClient client, Endpoint endpoint) {
		this.endpoint = endpoint;
		this.calls = new HttpCalls(client, endpoint, CALLS_AT_A_TIME);
	}

	Endpoint endpoint() {
		return this.endpoint;
	}

	/**
	 * Send a call.
	 * @param call the call
	 * @param jwt the identity of the app
	 * @return the answer, body included
	 * @throws IOException if there is none
	 * @throws InterruptedException if the thread is interrupted, which cancels the call
	 */
	Answer send(GitHubCall call, AppJwt jwt) throws IOException, InterruptedException {
		return this.calls.send(request(call, jwt));
	}

	private HttpRequest request(GitHubCall call, AppJwt jwt) {
		BodyPublisher body = (call.body() != null) ? BodyPublishers.ofString(call.body()) : BodyPublishers.noBody();
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.endpoint.url() + call.path()))
			.method(call.method(), body)
			.header("Authorization", "Bearer " + jwt.value())
			.header("Accept", "application/vnd.github+json")
			.header("X-GitHub-Api-Version", "2022-11-28")
			.header("User-Agent", "provisionhook");
		if (call.body() != null) {
			request.header("Content-Type", "application/json");
		}
		return request.build();
	}

}

package io.provisionhook.plugin.githubappauth;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends calls to GitHub, a limited number at a time, and waits for the answers.
 * Thread-safe.
 */
final class GitHubHttp {

	// GitHub takes no more than 100 at a time, of all that share the app
	private static final int CALLS_AT_A_TIME = 32;

	private static final long LARGEST_ANSWER = 8 * 1024 * 1024;

	private final HttpClient client;

	private final String baseUrl;

	private final Duration timeout;

	private final Semaphore permits = new Semaphore(CALLS_AT_A_TIME, true);

	GitHubHttp(HttpClient client, String baseUrl, Duration timeout) {
		this.client = client;
		this.baseUrl = baseUrl;
		this.timeout = timeout;
	}

	String baseUrl() {
		return this.baseUrl;
	}

	Duration timeout() {
		return this.timeout;
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
		this.permits.acquire();
		try {
			return receive(this.client.sendAsync(request(call, jwt), (info) -> new LimitedBody(LARGEST_ANSWER)));
		}
		finally {
			this.permits.release();
		}
	}

	private HttpRequest request(GitHubCall call, AppJwt jwt) {
		BodyPublisher body = (call.body() != null) ? BodyPublishers.ofString(call.body()) : BodyPublishers.noBody();
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.baseUrl + call.path()))
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

	private Answer receive(CompletableFuture<HttpResponse<byte[]>> exchange) throws IOException, InterruptedException {
		try {
			return Answer.of(exchange.get(this.timeout.toNanos(), TimeUnit.NANOSECONDS));
		}
		catch (TimeoutException ex) {
			throw new HttpTimeoutException("no answer in time");
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof IOException failure) {
				throw failure;
			}
			throw new IOException(ex.getCause());
		}
		finally {
			exchange.cancel(true);
		}
	}

}

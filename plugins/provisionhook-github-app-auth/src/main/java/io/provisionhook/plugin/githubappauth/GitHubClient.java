package io.provisionhook.plugin.githubappauth;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

import io.provisionhook.plugin.githubappauth.AppIdentity.AppJwt;
import io.provisionhook.plugin.internal.http.JsonClient;
import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Calls the REST API of GitHub with retries: after a back-off if GitHub is unreachable or
 * has an error, after the rate limit is reset if it is exceeded, and immediately if the
 * local clock caused a rejection. Thread-safe.
 */
final class GitHubClient {

	private static final int UNAUTHORIZED = 401;

	private static final int SERVER_ERROR = 500;

	private static final int RETRIES = 4;

	private final JsonClient client;

	private final AppIdentity identity;

	private final RateLimit rateLimit;

	private final Sleeper sleeper;

	GitHubClient(JsonClient client, AppIdentity identity, RateLimit rateLimit, Sleeper sleeper) {
		this.client = client;
		this.identity = identity;
		this.rateLimit = rateLimit;
		this.sleeper = sleeper;
	}

	/**
	 * Call GitHub.
	 * @param call the call
	 * @param deadline the deadline of the caller
	 * @return a response that is neither a server error nor about rate limits
	 * @throws UpstreamException if there is no such response in time
	 * @throws InterruptedException if the thread is interrupted
	 */
	JsonResponse call(Call call, Deadline deadline) throws UpstreamException, InterruptedException {
		BackOffExecution waits = waits();
		boolean clockCorrected = false;
		while (true) {
			this.rateLimit.await(deadline);
			AppJwt jwt = this.identity.sign();
			try {
				JsonResponse answer = send(call, jwt, deadline);
				if (answer.status() >= SERVER_ERROR) {
					Long pause = answer.number("Retry-After");
					waitAfter(this.client.endpoint().errorStatus(answer, "start workspaces again when it is well"),
							Duration.ofSeconds((pause != null) ? pause : 0), waits, deadline);
				}
				else if (!clockCorrected && adjustClock(answer, jwt)) {
					clockCorrected = true;
				}
				else if (!this.rateLimit.update(answer)) {
					return answer;
				}
			}
			catch (RemoteFailure ex) {
				UpstreamException failure = this.client.endpoint().failure(ex);
				if (!ex.reason().isTemporary()) {
					throw failure;
				}
				waitAfter(failure, Duration.ZERO, waits, deadline);
			}
		}
	}

	private JsonResponse send(Call call, AppJwt jwt, Deadline deadline)
			throws RemoteFailure, UpstreamException, InterruptedException {
		return this.client.send(call.method(), call.path(), (headers) -> {
			headers.setBearerAuth(jwt.value());
			headers.set(HttpHeaders.ACCEPT, "application/vnd.github+json");
			headers.set("X-GitHub-Api-Version", "2022-11-28");
			headers.set(HttpHeaders.USER_AGENT, "provisionhook");
			if (call.body() != null) {
				headers.setContentType(MediaType.APPLICATION_JSON);
			}
		}, call.body(), deadline);
	}

	private static BackOffExecution waits() {
		ExponentialBackOff backOff = new ExponentialBackOff(250, 2);
		backOff.setJitter(100);
		backOff.setMaxAttempts(RETRIES);
		return backOff.start();
	}

	private boolean adjustClock(JsonResponse answer, AppJwt jwt) {
		Instant theirTime = (answer.status() == UNAUTHORIZED) ? answer.date() : null;
		return theirTime != null && this.identity.adjustClock(jwt, theirTime);
	}

	private void waitAfter(UpstreamException failure, Duration pause, BackOffExecution waits, Deadline deadline)
			throws UpstreamException, InterruptedException {
		long next = waits.nextBackOff();
		Duration wait = longer(Duration.ofMillis(next), pause);
		if (next == BackOffExecution.STOP || wait.compareTo(deadline.remaining()) >= 0) {
			throw failure;
		}
		deadline.note(failure);
		this.sleeper.sleep(wait);
	}

	private static Duration longer(Duration one, Duration other) {
		return (one.compareTo(other) > 0) ? one : other;
	}

	/**
	 * A call of the REST API.
	 *
	 * @param method the HTTP method
	 * @param path the path, below the URL of the API
	 * @param body the body as JSON; {@code null} if there is none
	 */
	record Call(HttpMethod method, String path, @Nullable String body) {
	}

	/**
	 * Blocks the thread for a time.
	 */
	@FunctionalInterface
	interface Sleeper {

		/**
		 * Sleep.
		 * @param duration the time
		 * @throws InterruptedException if the thread is interrupted
		 */
		void sleep(Duration duration) throws InterruptedException;

	}

}

package io.provisionhook.plugin.githubappauth;

import java.time.Duration;
import java.time.Instant;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

import io.provisionhook.plugin.internal.http.JsonClient;
import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Calls GitHub until there is an answer that another call would not change: again after a
 * while if GitHub can't be reached or is not well, later if the rate limit is used up,
 * and at once if it was our clock. Thread-safe.
 */
final class Exchange {

	private static final int UNAUTHORIZED = 401;

	private static final int SERVER_ERROR = 500;

	private static final int RETRIES = 4;

	private final JsonClient client;

	private final AppIdentity identity;

	private final RateLimit rateLimit;

	private final Pause pause;

	Exchange(JsonClient client, AppIdentity identity, RateLimit rateLimit, Pause pause) {
		this.client = client;
		this.identity = identity;
		this.rateLimit = rateLimit;
		this.pause = pause;
	}

	/**
	 * Call GitHub.
	 * @param call the call
	 * @param deadline until when somebody waits
	 * @return an answer that is no server error and not about rate limits
	 * @throws UpstreamException if there is none
	 * @throws InterruptedException if the thread is interrupted
	 */
	JsonResponse call(GitHubCall call, Deadline deadline) throws UpstreamException, InterruptedException {
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
				else if (!clockCorrected && isRefusedByClock(answer, jwt)) {
					clockCorrected = true;
				}
				else if (!this.rateLimit.isReachedIn(answer)) {
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

	private JsonResponse send(GitHubCall call, AppJwt jwt, Deadline deadline)
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

	private boolean isRefusedByClock(JsonResponse answer, AppJwt jwt) {
		Instant theirTime = (answer.status() == UNAUTHORIZED) ? answer.date() : null;
		return theirTime != null && this.identity.isRefusedByClock(jwt, theirTime);
	}

	private void waitAfter(UpstreamException failure, Duration pause, BackOffExecution waits, Deadline deadline)
			throws UpstreamException, InterruptedException {
		long next = waits.nextBackOff();
		Duration wait = longer(Duration.ofMillis(next), pause);
		if (next == BackOffExecution.STOP || wait.compareTo(deadline.remaining()) >= 0) {
			throw failure;
		}
		deadline.note(failure);
		this.pause.lasting(wait);
	}

	private static Duration longer(Duration one, Duration other) {
		return (one.compareTo(other) > 0) ? one : other;
	}

}

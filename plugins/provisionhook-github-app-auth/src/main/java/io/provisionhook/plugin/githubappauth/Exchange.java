package io.provisionhook.plugin.githubappauth;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

import io.provisionhook.plugin.http.Answer;
import io.provisionhook.plugin.http.Trouble;
import io.provisionhook.plugin.upstream.Patience;
import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * Calls GitHub until there is an answer that another call would not change: again after a
 * while if GitHub can't be reached or is not well, later if the rate limit is used up,
 * and at once if it was our clock. Thread-safe.
 */
final class Exchange {

	private static final int UNAUTHORIZED = 401;

	private static final int SERVER_ERROR = 500;

	private static final int RETRIES = 4;

	private final GitHubHttp http;

	private final AppIdentity identity;

	private final RateLimit rateLimit;

	private final Pause pause;

	Exchange(GitHubHttp http, AppIdentity identity, RateLimit rateLimit, Pause pause) {
		this.http = http;
		this.identity = identity;
		this.rateLimit = rateLimit;
		this.pause = pause;
	}

	/**
	 * Call GitHub.
	 * @param call the call
	 * @param patience how long it may take
	 * @return an answer that is no server error and not about rate limits
	 * @throws UpstreamException if there is none
	 * @throws InterruptedException if the thread is interrupted
	 */
	Answer call(GitHubCall call, Patience patience) throws UpstreamException, InterruptedException {
		BackOffExecution waits = waits();
		boolean clockCorrected = false;
		while (true) {
			this.rateLimit.await(patience);
			AppJwt jwt = this.identity.sign();
			try {
				Answer answer = this.http.send(call, jwt);
				if (answer.status() >= SERVER_ERROR) {
					waitAfter(Trouble.in(answer, this.http.endpoint(), "start workspaces again when it is well"), waits,
							patience);
				}
				else if (!clockCorrected && isRefusedByClock(answer, jwt)) {
					clockCorrected = true;
				}
				else if (!this.rateLimit.isReachedIn(answer)) {
					return answer;
				}
			}
			catch (IOException ex) {
				waitAfter(Trouble.of(ex, this.http.endpoint()), waits, patience);
			}
		}
	}

	private static BackOffExecution waits() {
		ExponentialBackOff backOff = new ExponentialBackOff(250, 2);
		backOff.setJitter(100);
		backOff.setMaxAttempts(RETRIES);
		return backOff.start();
	}

	private boolean isRefusedByClock(Answer answer, AppJwt jwt) {
		Instant theirTime = (answer.status() == UNAUTHORIZED) ? answer.date() : null;
		return theirTime != null && this.identity.isRefusedByClock(jwt, theirTime);
	}

	private void waitAfter(Trouble trouble, BackOffExecution waits, Patience patience)
			throws UpstreamException, InterruptedException {
		long next = waits.nextBackOff();
		Duration wait = longer(Duration.ofMillis(next), trouble.pause());
		if (!trouble.temporary() || next == BackOffExecution.STOP || wait.compareTo(patience.remaining()) >= 0) {
			throw trouble.toException(this.http.endpoint());
		}
		patience.tell(trouble.what());
		this.pause.lasting(wait);
	}

	private static Duration longer(Duration one, Duration other) {
		return (one.compareTo(other) > 0) ? one : other;
	}

}

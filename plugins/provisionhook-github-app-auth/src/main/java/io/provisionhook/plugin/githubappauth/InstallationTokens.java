package io.provisionhook.plugin.githubappauth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.RefreshingCache;
import io.provisionhook.plugin.internal.upstream.RefreshingCache.CachedValue;
import io.provisionhook.plugin.internal.upstream.RefreshingCache.Expiring;
import io.provisionhook.plugin.internal.upstream.Upstream;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * The installation tokens of a GitHub App. One is made for each request that differs from
 * the others, renewed when it is asked for in the last minutes before it expires, and
 * made once for all who ask for it at the same time. Thread-safe.
 */
final class InstallationTokens implements AutoCloseable {

	static final String SYSTEM = "GitHub";

	private final GitHubApi api;

	private final RefreshingCache<InstallationTarget, Installation> installations;

	private final RefreshingCache<TokenRequest, InstallationToken> tokens;

	/**
	 * Create the tokens.
	 * @param api makes them
	 * @param upstream what messages, threads and health of calls are
	 * @param clock tells when they expire
	 */
	InstallationTokens(GitHubApi api, Upstream upstream, Clock clock) {
		this.api = api;
		this.installations = new RefreshingCache<>(upstream, clock,
				(target, deadline) -> new Installation(api.findInstallation(target, deadline), clock.instant()));
		this.tokens = new RefreshingCache<>(upstream, clock, this::make);
	}

	/**
	 * Return a token.
	 * @param request what it is for
	 * @param deadline until when to wait for it
	 * @return a token that is good for five minutes at least, or for one if another can't
	 * be had because of GitHub
	 * @throws UpstreamException if there is none
	 * @throws InterruptedException if the thread is interrupted
	 */
	CachedValue<InstallationToken> get(TokenRequest request, Deadline deadline)
			throws UpstreamException, InterruptedException {
		return this.tokens.get(request, deadline);
	}

	/**
	 * Forget a token that GitHub does not accept any more.
	 * @param request what it was for
	 * @param rejected whether a token is the one that GitHub did not accept
	 * @return whether it was forgotten
	 */
	boolean forget(TokenRequest request, Predicate<String> rejected) {
		return this.tokens.forget(request, (token) -> rejected.test(token.value()));
	}

	private InstallationToken make(TokenRequest request, Deadline deadline)
			throws UpstreamException, InterruptedException {
		InstallationTarget target = request.target();
		if (target.isId()) {
			return this.api.tokenIn(this.api.askForToken(target.name(), request, deadline), request);
		}
		Installation known = this.installations.peek(target);
		Installation installation = this.installations.get(target, deadline).value();
		JsonResponse answer = this.api.askForToken(installation.id(), request, deadline);
		if (answer.status() == 404 && installation.equals(known)) {
			answer = askElsewhere(installation, answer, request, deadline);
		}
		return this.api.tokenIn(answer, request);
	}

	// The app may have been uninstalled and installed again since the id was looked up
	private JsonResponse askElsewhere(Installation installation, JsonResponse refusal, TokenRequest request,
			Deadline deadline) throws UpstreamException, InterruptedException {
		this.installations.forget(request.target(), installation::equals);
		String other = this.installations.get(request.target(), deadline).value().id();
		return other.equals(installation.id()) ? refusal : this.api.askForToken(other, request, deadline);
	}

	@Override
	public void close() {
		this.tokens.close();
		this.installations.close();
	}

	/**
	 * An installation that was looked up.
	 *
	 * @param id its id
	 * @param foundAt when that was
	 */
	private record Installation(String id, Instant foundAt) implements Expiring {

		private static final Duration KEPT = Duration.ofHours(1);

		@Override
		public Instant expiresAt() {
			return this.foundAt.plus(KEPT);
		}

		@Override
		public Instant refreshAt() {
			return expiresAt();
		}

		@Override
		public Instant usableUntil() {
			return expiresAt();
		}

	}

}

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
 * The installation tokens of a GitHub App. Requests that are equal share a token, which
 * is refreshed in the last minutes before it expires; concurrent requests share one call.
 * Thread-safe.
 */
final class InstallationTokens implements AutoCloseable {

	static final String SYSTEM = "GitHub";

	private final GitHubApi api;

	private final RefreshingCache<InstallationTarget, Installation> installations;

	private final RefreshingCache<TokenRequest, InstallationToken> tokens;

	/**
	 * Create the tokens.
	 * @param api the REST API of GitHub
	 * @param upstream the executor and the health of calls
	 * @param clock the clock for expiry
	 */
	InstallationTokens(GitHubApi api, Upstream upstream, Clock clock) {
		this.api = api;
		this.installations = new RefreshingCache<>(upstream, clock,
				(target, deadline) -> new Installation(api.findInstallation(target, deadline), clock.instant()));
		this.tokens = new RefreshingCache<>(upstream, clock, this::issue);
	}

	/**
	 * Return a token.
	 * @param request the request for the token
	 * @param deadline the deadline of the caller
	 * @return a token that is valid for at least five minutes, or for at least one minute
	 * if GitHub is not available
	 * @throws UpstreamException if there is no token
	 * @throws InterruptedException if the thread is interrupted
	 */
	CachedValue<InstallationToken> get(TokenRequest request, Deadline deadline)
			throws UpstreamException, InterruptedException {
		return this.tokens.get(request, deadline);
	}

	/**
	 * Forget a token that GitHub rejected.
	 * @param request the request for the token
	 * @param rejected matches the rejected token
	 * @return whether the token was forgotten
	 */
	boolean forget(TokenRequest request, Predicate<String> rejected) {
		return this.tokens.forget(request, (token) -> rejected.test(token.value()));
	}

	private InstallationToken issue(TokenRequest request, Deadline deadline)
			throws UpstreamException, InterruptedException {
		InstallationTarget target = request.target();
		if (target.isId()) {
			return this.api.readToken(this.api.requestToken(target.name(), request, deadline), request);
		}
		Installation known = this.installations.peek(target);
		Installation installation = this.installations.get(target, deadline).value();
		JsonResponse answer = this.api.requestToken(installation.id(), request, deadline);
		if (answer.status() == 404 && installation.equals(known)) {
			answer = requestFromSuccessor(installation, answer, request, deadline);
		}
		return this.api.readToken(answer, request);
	}

	// The app may have been uninstalled and installed again since the id was looked up
	private JsonResponse requestFromSuccessor(Installation installation, JsonResponse refusal, TokenRequest request,
			Deadline deadline) throws UpstreamException, InterruptedException {
		this.installations.forget(request.target(), installation::equals);
		String other = this.installations.get(request.target(), deadline).value().id();
		return other.equals(installation.id()) ? refusal : this.api.requestToken(other, request, deadline);
	}

	@Override
	public void close() {
		this.tokens.close();
		this.installations.close();
	}

	/**
	 * An installation that was looked up.
	 *
	 * @param id the id
	 * @param foundAt the time of the lookup
	 */
	private record Installation(String id, Instant foundAt) implements Expiring {

		private static final Duration LIFETIME = Duration.ofHours(1);

		@Override
		public Instant expiresAt() {
			return this.foundAt.plus(LIFETIME);
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

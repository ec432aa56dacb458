package io.provisionhook.plugin.githubappauth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Predicate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.provisionhook.plugin.http.Answer;
import io.provisionhook.plugin.upstream.Patience;
import io.provisionhook.plugin.upstream.Renewed;
import io.provisionhook.plugin.upstream.RenewedValues;
import io.provisionhook.plugin.upstream.SharedCache;
import io.provisionhook.plugin.upstream.Upstream;
import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * The installation tokens of a GitHub App. One is made for each request that differs from
 * the others, renewed when it is asked for in the last minutes before it expires, and
 * made once for all who ask for it at the same time. Thread-safe.
 */
final class InstallationTokens implements AutoCloseable {

	static final String SYSTEM = "GitHub";

	private static final int MOST_INSTALLATIONS = 10_000;

	private static final Duration INSTALLATION_KEPT = Duration.ofHours(1);

	private final GitHubApi api;

	private final SharedCache<InstallationTarget, String> installations;

	private final RenewedValues<TokenRequest, InstallationToken> tokens;

	/**
	 * Create the tokens.
	 * @param api makes them
	 * @param upstream what messages, threads and health of calls are
	 * @param clock tells when they expire
	 */
	InstallationTokens(GitHubApi api, Upstream upstream, Clock clock) {
		this.api = api;
		Cache<InstallationTarget, String> ids = Caffeine.newBuilder()
			.maximumSize(MOST_INSTALLATIONS)
			.expireAfterWrite(INSTALLATION_KEPT)
			.ticker(() -> ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant()))
			.build();
		this.installations = new SharedCache<>(upstream, ids, (id) -> true, api::findInstallation);
		this.tokens = new RenewedValues<>(upstream, clock, this::make);
	}

	/**
	 * Return a token.
	 * @param request what it is for
	 * @param patience how long to wait for it
	 * @return a token that is good for five minutes at least, or for one if another can't
	 * be had because of GitHub
	 * @throws UpstreamException if there is none
	 * @throws InterruptedException if the thread is interrupted
	 */
	Renewed<InstallationToken> get(TokenRequest request, Patience patience)
			throws UpstreamException, InterruptedException {
		return this.tokens.get(request, patience);
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

	private InstallationToken make(TokenRequest request, Patience patience)
			throws UpstreamException, InterruptedException {
		InstallationTarget target = request.target();
		if (target.isId()) {
			return this.api.tokenIn(this.api.askForToken(target.name(), request, patience), request);
		}
		String known = this.installations.peek(target);
		String installation = this.installations.get(target, patience);
		Answer answer = this.api.askForToken(installation, request, patience);
		if (answer.status() == 404 && installation.equals(known)) {
			answer = askElsewhere(installation, answer, request, patience);
		}
		return this.api.tokenIn(answer, request);
	}

	// The app may have been uninstalled and installed again since the id was looked up
	private Answer askElsewhere(String installation, Answer refusal, TokenRequest request, Patience patience)
			throws UpstreamException, InterruptedException {
		this.installations.forget(request.target(), installation);
		String other = this.installations.get(request.target(), patience);
		return other.equals(installation) ? refusal : this.api.askForToken(other, request, patience);
	}

	@Override
	public void close() {
		this.tokens.close();
		this.installations.close();
	}

}

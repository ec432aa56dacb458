package io.provisionhook.plugin.githubappauth;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;

import io.provisionhook.plugin.upstream.UpstreamException;
import io.provisionhook.plugin.upstream.UpstreamHealth;

/**
 * The installation tokens of a GitHub App. One is made for each request that differs from
 * the others, renewed when it is asked for in the last minutes before it expires, and
 * made once for all who ask for it at the same time. Thread-safe.
 */
final class InstallationTokens implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(InstallationTokens.class);

	private static final int MOST_TOKENS = 10_000;

	private static final Duration INSTALLATION_KEPT = Duration.ofHours(1);

	private final GitHubApi api;

	private final Clock clock;

	private final SharedCache<InstallationTarget, String> installations;

	private final SharedCache<TokenRequest, InstallationToken> tokens;

	private volatile @Nullable InstallationToken toldOf;

	/**
	 * Create the tokens.
	 * @param api makes them
	 * @param executor gives each call a thread
	 * @param clock tells when they expire
	 * @param health told how it went
	 */
	InstallationTokens(GitHubApi api, Executor executor, Clock clock, UpstreamHealth health) {
		this.api = api;
		this.clock = clock;
		Cache<InstallationTarget, String> ids = Caffeine.newBuilder()
			.maximumSize(MOST_TOKENS)
			.expireAfterWrite(INSTALLATION_KEPT)
			.build();
		Cache<TokenRequest, InstallationToken> made = Caffeine.newBuilder()
			.maximumSize(MOST_TOKENS)
			.expireAfter(Expiry.<TokenRequest, InstallationToken>writing(
					(request, token) -> Duration.between(clock.instant(), token.expiresAt())))
			.build();
		this.installations = new SharedCache<>(ids, (id) -> true, api::findInstallation, executor, health);
		this.tokens = new SharedCache<>(made, (token) -> token.isCurrent(clock.instant()), this::make, executor,
				health);
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
	InstallationToken get(TokenRequest request, Patience patience) throws UpstreamException, InterruptedException {
		try {
			return this.tokens.get(request, patience);
		}
		catch (UpstreamException ex) {
			InstallationToken last = this.tokens.peek(request);
			if (last == null || !ex.isSystemAtFault() || !last.isOfUse(this.clock.instant())) {
				throw ex;
			}
			if (!last.equals(this.toldOf)) {
				this.toldOf = last;
				logger.warn(LogMessage.format("A token that expires at %s could not be renewed: %s", last.expiresAt(),
						ex.getMessage()));
			}
			return last;
		}
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

package io.provisionhook.plugin.gitcredentials;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;

import io.provisionhook.plugin.upstream.Patience;
import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * Access tokens of GitLab that are rotated in time. GitLab revokes all tokens of a family
 * if one that was rotated is used for that again, so GitLab is asked about a token first,
 * and a rotation is never repeated. Thread-safe.
 */
final class RotatedTokens implements RenewedCredentialSource.Loader<FileToken> {

	private static final Log logger = LogFactory.getLog(RotatedTokens.class);

	private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

	private final OneUseToken file;

	private final GitLabTokens tokens;

	private final Duration before;

	private final Clock clock;

	private volatile @Nullable String toldOf;

	/**
	 * Create the tokens.
	 * @param file where they are
	 * @param tokens rotates them
	 * @param before how long before they expire
	 * @param clock tells the time
	 */
	RotatedTokens(OneUseToken file, GitLabTokens tokens, Duration before, Clock clock) {
		this.file = file;
		this.tokens = tokens;
		this.before = before;
		this.clock = clock;
	}

	@Override
	public AccessToken load(FileToken key, Patience patience) throws UpstreamException, InterruptedException {
		GitLabToken token = this.tokens.look(key.token());
		Instant now = this.clock.instant();
		Instant rotatedFrom = token.rotatedFrom(this.before);
		if (rotatedFrom == null || now.isBefore(rotatedFrom)) {
			return token.inUse(now, this.before);
		}
		try {
			return this.file.use(key.file(), (current, successor) -> rotate(key, current, successor));
		}
		catch (UpstreamException ex) {
			return whileItLasts(token, ex);
		}
	}

	private AccessToken rotate(FileToken key, String current, OneUseToken.Successor successor)
			throws UpstreamException, InterruptedException {
		if (!current.equals(key.token())) {
			// Somebody else was faster
			return this.tokens.look(current).inUse(this.clock.instant(), this.before);
		}
		this.file.requireWritable(key.file());
		GitLabToken next = this.tokens.rotate(current);
		successor.is(next.value());
		logger.info(LogMessage.format("The token in the file '%s' was rotated; the new one expires at %s", key.file(),
				next.expiresAt()));
		return next.inUse(this.clock.instant(), this.before);
	}

	private AccessToken whileItLasts(GitLabToken token, UpstreamException failure) throws UpstreamException {
		Instant now = this.clock.instant();
		Instant expiresAt = token.expiresAt();
		if (!failure.isSystemAtFault() || expiresAt == null || !now.isBefore(expiresAt)) {
			throw failure;
		}
		String message = String.valueOf(failure.getMessage());
		if (!message.equals(this.toldOf)) {
			this.toldOf = message;
			logger.warn(LogMessage.format("A token that expires at %s could not be rotated: %s", expiresAt, message));
		}
		Duration tenth = Duration.between(now, expiresAt).dividedBy(10);
		return new AccessToken(token.value(), expiresAt, now.plus(AccessToken.shorter(tenth, LONGEST_PAUSE)), true);
	}

	@Override
	public void close() {
		this.file.close();
	}

}

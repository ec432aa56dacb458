package io.provisionhook.plugin.githubappauth;

import java.security.interfaces.RSAPrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.log.LogMessage;

/**
 * The identity of a GitHub App, which signs JWTs with the private key of the app and by
 * the clock of GitHub. Thread-safe.
 */
final class AppIdentity {

	private static final Log logger = LogFactory.getLog(AppIdentity.class);

	// Recommended by GitHub; together they are the maximum
	private static final Duration BACKDATED = Duration.ofSeconds(60);

	private static final Duration VALID = Duration.ofMinutes(9);

	private static final Duration LOGGED_DIFFERENCE = Duration.ofSeconds(30);

	private final String appId;

	private final JWSSigner signer;

	private final Clock clock;

	private volatile Duration offset = Duration.ZERO;

	AppIdentity(String appId, RSAPrivateKey key, Clock clock) {
		this.appId = appId;
		this.signer = new RSASSASigner(key);
		this.clock = clock;
	}

	String appId() {
		return this.appId;
	}

	/**
	 * Create a JWT that is valid from now on.
	 * @return the JWT
	 */
	AppJwt sign() {
		Instant now = this.clock.instant().plus(this.offset).truncatedTo(ChronoUnit.SECONDS);
		Instant issuedAt = now.minus(BACKDATED);
		Instant expiresAt = now.plus(VALID);
		JWTClaimsSet claims = new JWTClaimsSet.Builder().issuer(this.appId)
			.issueTime(Date.from(issuedAt))
			.expirationTime(Date.from(expiresAt))
			.build();
		SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
		try {
			jwt.sign(this.signer);
		}
		catch (JOSEException ex) {
			throw new IllegalStateException("The private key can't sign", ex);
		}
		return new AppJwt(jwt.serialize(), issuedAt, expiresAt);
	}

	/**
	 * Adopt the clock of GitHub if its difference to the local one is the reason of a
	 * rejected JWT.
	 * @param rejected the rejected JWT
	 * @param theirTime the time at GitHub
	 * @return whether the clock was adopted
	 */
	boolean adjustClock(AppJwt rejected, Instant theirTime) {
		if (rejected.isValidAt(theirTime)) {
			return false;
		}
		Duration before = this.offset;
		this.offset = Duration.between(this.clock.instant(), theirTime);
		if (this.offset.minus(before).abs().compareTo(LOGGED_DIFFERENCE) > 0) {
			logger.warn(LogMessage.format("GitHub does not accept the time of this host, so GitHub's is used: %s",
					describeClock(theirTime)));
		}
		return true;
	}

	/**
	 * Return whether the clock of this host differs enough to have a JWT rejected.
	 * @param theirTime the time at GitHub
	 * @return whether it does
	 */
	boolean isClockOff(Instant theirTime) {
		return Duration.between(theirTime, this.clock.instant()).abs().compareTo(LOGGED_DIFFERENCE) > 0;
	}

	/**
	 * Describe the difference of the clock of this host.
	 * @param theirTime the time at GitHub
	 * @return a clause for a message
	 */
	String describeClock(Instant theirTime) {
		long ahead = Duration.between(theirTime, this.clock.instant()).toSeconds();
		return "the clock of this host is " + Math.abs(ahead) + " s " + ((ahead < 0) ? "behind" : "ahead of")
				+ " GitHub's";
	}

	/**
	 * A JWT that authenticates a GitHub App.
	 *
	 * @param value the serialized JWT
	 * @param issuedAt the time of issue, by the clock of GitHub
	 * @param expiresAt the time of expiry, by the clock of GitHub
	 */
	record AppJwt(String value, Instant issuedAt, Instant expiresAt) {

		private static final Duration UNCERTAINTY = Duration.ofSeconds(5);

		/**
		 * Return whether the JWT was certainly valid at a time that is rounded to seconds
		 * and may be late.
		 * @param time the time at GitHub
		 * @return whether it was valid
		 */
		boolean isValidAt(Instant time) {
			return time.isAfter(this.issuedAt.plus(UNCERTAINTY)) && time.isBefore(this.expiresAt.minus(UNCERTAINTY));
		}

		@Override
		public String toString() {
			return "AppJwt[issuedAt=" + this.issuedAt + ", expiresAt=" + this.expiresAt + "]";
		}

	}

}

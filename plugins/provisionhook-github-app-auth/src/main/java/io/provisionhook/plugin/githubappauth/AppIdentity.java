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
 * A GitHub App: its id, its key, and what time GitHub thinks it is. Thread-safe.
 */
final class AppIdentity {

	private static final Log logger = LogFactory.getLog(AppIdentity.class);

	// What GitHub recommends, which together is all that it allows
	private static final Duration BACKDATED = Duration.ofSeconds(60);

	private static final Duration VALID = Duration.ofMinutes(9);

	private static final Duration WORTH_TELLING = Duration.ofSeconds(30);

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
	 * Make a JWT that is valid from now on.
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
	 * Go by GitHub's clock from now on, if the difference to ours is why it did not take
	 * a JWT.
	 * @param refused the JWT
	 * @param theirTime the time at GitHub
	 * @return whether that is the reason
	 */
	boolean isRefusedByClock(AppJwt refused, Instant theirTime) {
		if (refused.isValidAt(theirTime)) {
			return false;
		}
		Duration before = this.offset;
		this.offset = Duration.between(this.clock.instant(), theirTime);
		if (this.offset.minus(before).abs().compareTo(WORTH_TELLING) > 0) {
			logger.warn(LogMessage.format("GitHub does not accept the time of this host, so GitHub's is used: %s",
					describeClock(theirTime)));
		}
		return true;
	}

	/**
	 * Return whether the clock of this host is so far off that it may be to blame.
	 * @param theirTime the time at GitHub
	 * @return whether it is
	 */
	boolean isClockOff(Instant theirTime) {
		return Duration.between(theirTime, this.clock.instant()).abs().compareTo(WORTH_TELLING) > 0;
	}

	/**
	 * Say how far the clock of this host is off.
	 * @param theirTime the time at GitHub
	 * @return a clause
	 */
	String describeClock(Instant theirTime) {
		long ahead = Duration.between(theirTime, this.clock.instant()).toSeconds();
		return "the clock of this host is " + Math.abs(ahead) + " s " + ((ahead < 0) ? "behind" : "ahead of")
				+ " GitHub's";
	}

}

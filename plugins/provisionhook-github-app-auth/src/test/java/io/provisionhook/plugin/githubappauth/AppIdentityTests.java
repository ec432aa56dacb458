package io.provisionhook.plugin.githubappauth;

import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.plugin.githubappauth.AppIdentity.AppJwt;
import io.provisionhook.plugin.internal.test.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AppIdentity} and {@link AppJwt}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AppIdentityTests {

	private final SettableClock clock = new SettableClock().plus(Duration.ofMillis(700));

	private final AppIdentity identity = new AppIdentity("12345", (RSAPrivateKey) TestKeys.RSA.getPrivate(),
			this.clock);

	@Test
	void jwtIsSignedWithTheKeyOfTheAppAndLastsTenMinutesFromAMinuteAgo() throws ParseException, JOSEException {
		AppJwt jwt = this.identity.sign();
		SignedJWT parsed = SignedJWT.parse(jwt.value());
		assertThat(parsed.verify(new RSASSAVerifier((RSAPublicKey) TestKeys.RSA.getPublic()))).isTrue();
		assertThat(parsed.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
		assertThat(parsed.getJWTClaimsSet().getClaims()).containsOnlyKeys("iss", "iat", "exp");
		assertThat(parsed.getJWTClaimsSet().getIssuer()).isEqualTo("12345");
		assertThat(parsed.getJWTClaimsSet().getIssueTime()).isEqualTo(Instant.parse("2126-03-01T11:59:00Z"));
		assertThat(parsed.getJWTClaimsSet().getExpirationTime()).isEqualTo(Instant.parse("2126-03-01T12:09:00Z"));
		assertThat(jwt.issuedAt()).isEqualTo("2126-03-01T11:59:00Z");
		assertThat(jwt.expiresAt()).isEqualTo("2126-03-01T12:09:00Z");
	}

	@ParameterizedTest
	@ValueSource(longs = { -50, -1, 0, 1, 30, 530 })
	void clockThatIsNotFarOffIsNotToBlame(long theirsAhead, CapturedOutput output) {
		AppJwt jwt = this.identity.sign();
		assertThat(this.identity.adjustClock(jwt, this.clock.instant().plusSeconds(theirsAhead))).isFalse();
		assertThat(this.identity.sign().issuedAt()).isEqualTo(jwt.issuedAt());
		assertThat(output).doesNotContain("clock");
	}

	@ParameterizedTest
	@CsvSource({ "-57, 57 s ahead of", "-86400, 86400 s ahead of", "600, 600 s behind" })
	void clockThatIsFarOffIsCorrectedAndLogged(long theirsAhead, String difference, CapturedOutput output) {
		Instant theirTime = this.clock.instant().plusSeconds(theirsAhead);
		AppJwt refused = this.identity.sign();
		assertThat(this.identity.adjustClock(refused, theirTime)).isTrue();
		AppJwt jwt = this.identity.sign();
		assertThat(jwt.isValidAt(theirTime)).isTrue();
		assertThat(jwt.issuedAt()).isEqualTo(refused.issuedAt().plusSeconds(theirsAhead));
		assertThat(output).containsOnlyOnce("GitHub does not accept the time of this host, so GitHub's is used: the "
				+ "clock of this host is " + difference + " GitHub's");
	}

	@Test
	void severalJwtsThatAreRefusedAtOnceAreLoggedOnce(CapturedOutput output) {
		AppJwt refused = this.identity.sign();
		Instant theirTime = this.clock.instant().minusSeconds(120);
		assertThat(this.identity.adjustClock(refused, theirTime)).isTrue();
		assertThat(this.identity.adjustClock(refused, theirTime.plusSeconds(1))).isTrue();
		assertThat(output).containsOnlyOnce("the clock of this host");
	}

	@Test
	void clockThatWasSetRightIsFollowed() {
		this.identity.adjustClock(this.identity.sign(), this.clock.instant().minusSeconds(1200));
		this.clock.plus(Duration.ofMinutes(-20));
		AppJwt wrong = this.identity.sign();
		assertThat(this.identity.adjustClock(wrong, this.clock.instant())).isTrue();
		assertThat(this.identity.sign().isValidAt(this.clock.instant())).isTrue();
	}

	@Test
	void nothingShowsTheJwt() {
		AppJwt jwt = this.identity.sign();
		assertThat(jwt).hasToString("AppJwt[issuedAt=2126-03-01T11:59:00Z, expiresAt=2126-03-01T12:09:00Z]");
	}

}

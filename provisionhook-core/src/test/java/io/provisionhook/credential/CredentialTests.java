package io.provisionhook.credential;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Credential}.
 */
class CredentialTests {

	@Test
	void credentialShowsNeitherUserNorSecret() {
		Credential credential = Credential.of("agent", "correct-horse", Instant.EPOCH);
		assertThat(credential).hasToString("Credential[expiresAt=1970-01-01T00:00:00Z, stale=false]");
		assertThat(credential.stale()).isFalse();
	}

	@Test
	void validCredentialIsKept() {
		assertThat(Credential.of("a=b", " =s3cr€t= ", null).secret()).isEqualTo(" =s3cr€t= ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a\nhost=evil.example", "a\r", "a\u0000", "a\u0085b" })
	void textWithControlCharactersIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Credential.of(text, "secret", null))
			.withMessage("'username' must not be empty or have control characters");
		assertThatIllegalArgumentException().isThrownBy(() -> Credential.of("user", text, null))
			.withMessage("'secret' must not be empty or have control characters");
	}

}

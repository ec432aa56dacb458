package io.provisionhook.sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretTrail}.
 */
class SecretTrailTests {

	private final SecretTrail trail = SecretTrail.of("it's \"Grün\" + 50%\n1st\nsecond line");

	@ParameterizedTest
	@ValueSource(strings = { "said it's \"Grün\" + 50%\n1st\nsecond line", "a 'second line' of it",
			"{\"message\":\"it's \\\"Grün\\\" + 50%\\n1st\\nsecond line\"}",
			"{\"message\":\"it's \\\"Gr\\u00FCn\\\" + 50%\\n1st\"}", "KEY='it'\\''s \"Grün\" + 50%",
			"KEY='it'\"'\"'s \"Grün\" + 50%", "?key=it%27s+%22Gr%C3%BCn%22+%2B+50%25", "?key=second%20line",
			"?key=it%27s%20%22Gr%c3%bcn%22%20%2b%2050%25", "c2Vjb25kIGxpbmU=", "dXNlcjpzZWNvbmQgbGluZQ",
			"YSBzZWNvbmQgbGluZSE=", "c2Vjb25k\nIGxpbmU=" })
	void findsSecret(String text) {
		assertThat(this.trail.findIn(text)).isNotEmpty();
	}

	@Test
	void findsNothingInWhatIsRedacted() {
		assertThat(this.trail.findIn("it's the 1st line of the second [redacted]")).isEmpty();
	}

}

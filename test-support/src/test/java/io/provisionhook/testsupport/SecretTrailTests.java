package io.provisionhook.testsupport;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.testsupport.SecretTrail.Finding;
import io.provisionhook.testsupport.SecretTrail.Reading;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretTrail}.
 */
class SecretTrailTests {

	private final SecretTrail trail = new SecretTrail(Map.of("phrase", List.of("it's \"Grün\" + 50%"), "word",
			List.of("second line"), "short", List.of("Wv9-tR4")));

	@ParameterizedTest
	@ValueSource(strings = { "said it's \"Grün\" + 50%, no less", "a 'second line' of it", "seco\n   nd line",
			"{\"message\":\"it's \\\"Grün\\\" + 50%\"}", "{\"message\":\"it's \\\"Gr\\u00FCn\\\" + 50%\\n1st\"}",
			"KEY='it'\\''s \"Grün\" + 50%", "KEY='it'\"'\"'s \"Grün\" + 50%", "?key=it%27s+%22Gr%C3%BCn%22+%2B+50%25",
			"?key=second%20line", "?key=it%27s%20%22Gr%c3%bcn%22%20%2b%2050%25", "$'it\\'s \\042Gr\\303\\274n\\042'",
			"<p>it&#39;s &quot;Gr&#xFC;n&quot; + 50%</p>", "c2Vjb25kIGxpbmU=", "dXNlcjpzZWNvbmQgbGluZQ",
			"YSBzZWNvbmQgbGluZSE=", "c2Vjb25k\n    IGxpbmU=", "73 65 63 6f 6e 64 20 6c 69 6e 65",
			"0x73, 0x65, 0x63, 0x6F, 0x6E, 0x64, 0x20, 0x6C", "07365636f6e64206c696e65", "is Wv9-tR4!" })
	void secretIsFound(String text) {
		assertThat(this.trail.findIn(text)).isNotEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "a cond lin, PLAIN", "Y29uZCBsaW5l, BASE64", "636f6e64206c696e65, HEXADECIMAL" })
	void stretchOfEightCharactersIsFound(String text, Reading reading) {
		assertThat(this.trail.findIn(text)).contains(new Finding("word", reading, "cond lin"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a cond li", "it's the 1st line of the second [redacted]", "Wv9-tR", "Y29uZCBsaQ==",
			"636f6e64206c69" })
	void lessIsNotFound(String text) {
		assertThat(this.trail.findIn(text)).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void wholeSecretOfAnyShapeIsFound(SecretShape secret) {
		assertThat(SecretTrail.of(Set.of(secret)).findIn("it is " + secret.text())).isNotEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void partOfASecretIsFoundHoweverItIsEncoded(SecretShape secret) {
		SecretTrail ofOne = SecretTrail.of(Set.of(secret));
		assertThat(secret.parts()).isNotEmpty()
			.allSatisfy((part) -> assertThat(EncodedSecrets.of(part))
				.allSatisfy((encoded) -> assertThat(ofOne.findIn("it is " + encoded)).isNotEmpty()));
	}

	@Test
	void nothingIsFoundInAnEmptyText() {
		assertThat(this.trail.findIn("")).isEmpty();
	}

}

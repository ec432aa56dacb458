package io.provisionhook.redaction;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretRedactor}: encoded and quoted secrets.
 */
class SecretRedactorEncodingTests {

	private static final String AWKWARD = "it's \"a\" b\\c/d+e=é🚀$x`y`!&z%41";

	@ParameterizedTest
	@ValueSource(strings = { "abcdef", "abcdefg", "abcdefgh", "correct-horse-battery", "ümlaut🚀", "???>>>~~~" })
	void base64IsRedacted(String secret) {
		byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
		for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
			assertRedacted(secret, encoder.encodeToString(bytes));
			assertRedacted(secret, encoder.withoutPadding().encodeToString(bytes));
		}
	}

	@Test
	void base64OfLongerTextLeavesNothingToDecode() {
		for (String user : List.of("u:", "us:", "use:", "user:")) {
			for (String more : List.of("", "\n", " x", "and more")) {
				String text = user + "correct-horse" + more;
				String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
				assertThat(redact("correct-horse", "<" + encoded + ">")).as(text)
					.matches("<[a-zA-Z0-9]{2,7}\\[redacted][a-zA-Z0-9=]{0,14}>");
			}
		}
	}

	@Test
	void base64InsideOtherEncodingsIsRedacted() {
		String encoded = Base64.getEncoder().encodeToString("???>>>~~~".getBytes(StandardCharsets.UTF_8));
		assertThat(encoded).isEqualTo("Pz8/Pj4+fn5+");
		assertRedacted("???>>>~~~", "Pz8%2FPj4%2bfn5%2B");
		assertRedacted("???>>>~~~", "Pz8\\/Pj4+fn5+");
	}

	@Test
	void base64InLinesIsRedacted() {
		String secret = "correct-horse-battery-staple-".repeat(20);
		String encoded = Base64.getMimeEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
		assertThat(encoded).contains("\r\n");
		assertRedacted(secret, encoded);
		assertRedacted(secret, encoded.replace("\r\n", "\n"));
	}

	@Test
	void urlEncodedIsRedacted() {
		String form = URLEncoder.encode(AWKWARD, StandardCharsets.UTF_8);
		assertRedacted(AWKWARD, form);
		assertRedacted(AWKWARD, form.toLowerCase(Locale.ROOT));
		assertRedacted(AWKWARD, form.replace("+", "%20"));
		assertRedacted("a b+c/d:é", "a%20b%2Bc/d:%c3%A9");
		assertRedacted("a b+c/d:é", "a%20b+c%2fd%3aé");
		assertRedacted("a b+c/d:é", "%61%20%62%2b%63%2f%64%3a%c3%a9");
		assertRedacted("a b+c/d:é", "a+b%2Bc%2Fd%3A%E9");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x01, 0x7F, 0x80, 0xA3, 0x7FF, 0x800, 0xFFFD, 0x10000, 0xFFFFF, 0x100000, 0x10FFFF })
	void charactersOfEachLengthInUtf8AreRedacted(int codePoint) {
		String secret = "pass" + Character.toString(codePoint) + "word";
		assertRedacted(secret, URLEncoder.encode(secret, StandardCharsets.UTF_8));
		assertRedacted(secret, URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("%", "\\x"));
	}

	@Test
	void bytesOfLatin1AreRedacted() {
		assertRedacted("grün-£5-ÿ", "gr%FCn-%A35-%FF");
		assertRedacted("grün-£5-ÿ", "gr\\374n-\\2435-\\377");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\\\"a/b\\\\c\\n<é🚀>'", "\\\"a\\/b\\\\c\\n\\u003cé\\ud83d\\uDE80\\u003E\\u0027",
			"\\u0022a\\u002Fb\\u005cc\\u000A\\u003c\\u00e9\\uD83D\\uDE80\\u003e'",
			"\\x22a/b\\x5cc\\x0a<\\xe9\\U0001F680>\\x27" })
	void escapedAsInJsonIsRedacted(String escaped) {
		assertRedacted("\"a/b\\c\n<é🚀>'", escaped);
	}

	@ParameterizedTest
	@ValueSource(strings = { "it'\\''s \"$x\" \\é`b`!", "it'\"'\"'s \"$x\" \\é`b`!", "it''s \"$x\" \\é`b`!",
			"it\\'s\\ \\\"\\$x\\\"\\ \\\\é\\`b\\`\\!", "it's \\\"\\$x\\\" \\\\é\\`b\\`!",
			"it\\'s \"$x\" \\\\\\303\\251`b`!", "it\\'s \"$x\" \\\\\\xc3\\xa9`b`!" })
	void quotedForShellIsRedacted(String quoted) {
		assertRedacted("it's \"$x\" \\é`b`!", quoted);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
			pq"Rt8z"Lm5kW | pq""Rt8z""Lm5kW
			pq'Rt8z'Lm5kW | pq''Rt8z''Lm5kW
			pq$Rt8z$Lm5kW | pq$$Rt8z$$Lm5kW
			pq%Rt8z%Lm5kW | pq%%Rt8z%%Lm5kW
			pq}Rt8z}Lm5kW | pq}}Rt8z}}Lm5kW
			pq'Rt8z"Lm5kW | pq'Rt8z""Lm5kW
			pq$$t8z$"m5kW | pq$$$$t8z$$""m5kW
			""")
	void doubledCharactersAreRedacted(String secret, String doubled) {
		assertRedacted(secret, doubled);
		assertRedacted(secret, secret);
	}

	@ParameterizedTest
	@ValueSource(strings = { "grün\\u{20}🚀\\u{301}-ÿ", "gr\\u{fc}n\\u{20}\\u{1F680}\\u{0301}-\\u{ff}",
			"gr\\x{fc}n \\x{1f680}\\x{301}-\\x{ff}" })
	void escapesInBracesAreRedacted(String escaped) {
		assertRedacted("grün 🚀\u0301-ÿ", escaped);
	}

	@Test
	void namedReferencesAreRedacted() {
		assertRedacted("£5 für Çà & là-ÿ", "&pound;5 f&uuml;r &Ccedil;&agrave; &amp; l&agrave;-&yuml;");
		assertThat(redact("£5-für-Çà", "&Pound;5 &unknown; &uuml")).isEqualTo("&Pound;5 &unknown; &uuml");
	}

	@Test
	void controlCharactersQuotedForShellAreRedacted() {
		assertRedacted("a\tb\u001bc\u0007d\u0001e", "a\\tb\\Ec\\ad\\001e");
		assertRedacted("a\tb\u001bc\u0007d\u0001e", "a\\tb\\ec\\x07d\\u0001e");
	}

	@Test
	void encodedSecretAfterALikelyEscapeIsRedacted() {
		for (String before : List.of("%", "%4", "\\", "\\u00", "'", "\\x")) {
			assertThat(redact("a b/c'd\"", before + "a%20b%2Fc%27d%22")).isEqualTo(before + "[redacted]");
			assertThat(redact("\"b/c'd", before + "\\\"b\\/c'd")).isEqualTo(before + "[redacted]");
			assertThat(redact("'b/c'd", before + "'\\''b/c'\\''d")).isEqualTo(before + "[redacted]");
		}
	}

	@Test
	void brokenEscapesAreText() {
		String text = "100% of %zz, %4, \\u12, \\u{}, \\u{1, \\x{110000}, \\x, \\U0011ffff1, '\\, \\09, \\777 and %";
		assertThat(redact("of zz 4 12", text)).isEqualTo(text);
		assertThat(redact("\\U0011ffff1, '\\, \\09", text))
			.isEqualTo("100% of %zz, %4, \\u12, \\u{}, \\u{1, \\x{110000}, \\x, [redacted], \\777 and %");
	}

	@Test
	void secretSplitByControlCharactersIsRedacted() {
		assertRedacted("correct-horse", "correct\u0000-ho\r\nrse");
	}

	@Test
	void lineBreaksAroundSecretStay() {
		assertThat(redact("correct-horse", "a\ncorrect-horse\nb")).isEqualTo("a\n[redacted]\nb");
	}

	@Test
	void longSecretIsRedactedAsAWhole() {
		StringBuilder secret = new StringBuilder();
		for (int i = 0; i < 5_000; i++) {
			secret.append("🚀").append(i);
		}
		assertRedacted(secret.toString(), secret.toString());
		assertRedacted(secret.toString(), URLEncoder.encode(secret.toString(), StandardCharsets.UTF_8));
	}

	private static void assertRedacted(String secret, String form) {
		assertThat(redact(secret, form)).isEqualTo("[redacted]");
		assertThat(redact(secret, "before <" + form + "> after")).isEqualTo("before <[redacted]> after");
	}

	private static String redact(String secret, String text) {
		return SecretRedactor.of(Set.of(secret)).redact(text);
	}

}

package io.provisionhook.redaction;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.provisionhook.testsupport.SecretShape;
import io.provisionhook.testsupport.SecretTrail;
import io.provisionhook.testsupport.SpokenSecrets;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretRedactor}: secrets of all kinds in the output of programs.
 */
class SecretShapeTests {

	@ParameterizedTest
	@EnumSource
	void noEightCharactersOfAPartAreLeft(SecretShape secret) {
		String spoken = String.join("\n", SpokenSecrets.of(secret));
		SecretTrail trail = SecretTrail.of(Set.of(secret));
		assertThat(trail.findIn(spoken)).isNotEmpty();
		assertThat(trail.findIn(SecretRedactor.of(Set.of(secret.text())).redact(spoken))).isEmpty();
	}

	@Test
	void noEightCharactersAreLeftIfThereAreManySecrets() {
		List<SecretShape> secrets = List.of(SecretShape.values());
		SecretRedactor redactor = SecretRedactor.of(Stream.of(SecretShape.values()).map(SecretShape::text).toList());
		assertThat(secrets).allSatisfy((secret) -> assertThat(
				SecretTrail.of(secrets).findIn(redactor.redact(secret.text() + "|" + String.join("|", secret.parts()))))
			.isEmpty());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
			host=db password='it\\'s s3cr\\\\t'      | it's s3cr\\t
			Data Source=db;Password="s3""cr;t"     | s3"cr;t
			Driver=x;Server=db;Pwd={s3}}cr;t}      | s3}cr;t
			<password>s3&lt;cr&amp;t-pw</password> | s3<cr&t-pw
			authorization=Basic%20dTpzM2NyZXQtcHc%3D | s3cret-pw
			{"data": {"password": "czNjcmV0LXB3"}} | s3cret-pw
			export PASSWORD="s3\\"cr$t"             | s3"cr$t
			https://u:s3"cret@db.example.com/      | s3"cret
			""")
	void valueThatIsEscapedInASecretIsRedacted(String secret, String value) {
		assertThat(SecretRedactor.of(Set.of(secret)).redact("wrong: " + value)).isEqualTo("wrong: [redacted]");
	}

	@Test
	void whatIsNoSecretInAFileStays() {
		SecretRedactor redactor = SecretRedactor.of(Set.of("""
				export DB_USER=agent
				export DB_PASSWORD=abcdef0123456789
				"""));
		assertThat(redactor.redact("export DATABASE=agents DB_PASSWORD=abcdef0123456789"))
			.isEqualTo("export DATABASE=agents DB_PASSWORD=[redacted]");
	}

	@Test
	void hostOfAUrlWithQuotesStays() {
		SecretRedactor redactor = SecretRedactor.of(Set.of("https://agent:pq\"Rt'8zLm5kWx@git.example.com/"));
		assertThat(redactor.redact("no route to https://git.example.com/ for agent"))
			.isEqualTo("no route to https://git.example.com/ for agent");
	}

}

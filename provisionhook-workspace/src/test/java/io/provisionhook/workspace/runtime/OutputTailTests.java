package io.provisionhook.workspace.runtime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.provisionhook.redaction.SecretRedactor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutputTail}.
 */
class OutputTailTests {

	private static final String DROPPED = "[earlier output dropped]\n";

	@Test
	void tailIsEmptyAtFirst() {
		assertThat(new OutputTail(10, SecretRedactor.of(Set.of())).toByteArray()).isEmpty();
	}

	@Test
	void tailKeepsEverythingUpToTheLimit() {
		assertThat(tail(10, "12345\n789\n")).isEqualTo("12345\n789\n");
	}

	@Test
	void tailDropsBrokenFirstLineBeyondTheLimit() {
		assertThat(tail(10, "12345\n789\nA")).isEqualTo(DROPPED + "789\nA");
	}

	@Test
	void tailDropsLineThatIsLongerThanTheLimit() {
		assertThat(tail(10, "12345678901")).isEqualTo(DROPPED);
	}

	@Test
	void tailDropsHalfASecret() {
		assertThat(tail(20, "the key is: correct-horse", "correct-horse")).isEqualTo(DROPPED);
		assertThat(tail(12, "correct-horse\nend", "correct-horse")).isEqualTo(DROPPED + "end");
	}

	@Test
	void tailDropsHalfASecretOfSeveralBytes() {
		for (int limit = 1; limit <= 30; limit++) {
			assertThat(tail(limit, "🚀é🚀é🚀é🚀é", "🚀é🚀é🚀é🚀é")).isIn(DROPPED, "[redacted]");
			assertThat(tail(limit, "🚀é🚀é🚀é\nend\n", "🚀é🚀é🚀é")).isIn(DROPPED, DROPPED + "end\n",
					"[redacted]\nend\n");
		}
	}

	@Test
	void tailTakesOutLinesOfASecretWhoseBeginningIsDropped() {
		String secret = "BEGIN-KEY\r\nMIIEvQIBAD\r\nkqhkiG9w0B\r\nEND-KEY-!\r\n";
		for (int limit = 12; limit < secret.length(); limit++) {
			assertThat(tail(limit, secret + "end\n", secret)).startsWith(DROPPED)
				.endsWith("end\n")
				.doesNotContain("MIIE", "kqhk", "KEY");
		}
	}

	@Test
	void tailTakesOutRestOfEncodedSecretWhoseBeginningIsDropped() {
		String secret = "correct-horse-battery-staple-".repeat(10);
		String encoded = Base64.getMimeEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
		for (int limit = 90; limit < encoded.length(); limit++) {
			assertThat(tail(limit, encoded + "\nend\n", secret)).isEqualTo(DROPPED + "[redacted]\nend\n");
		}
	}

	@Test
	void tailTakesOutShortLinesOfASecretWhoseBeginningIsDropped() {
		assertThat(tail(20, "the key:\nabc\ndef\nghi\njkl\nend\n", "abc\ndef\nghi\njkl"))
			.isEqualTo(DROPPED + "[redacted]\nend\n");
	}

	@Test
	void tailTakesOutSecretThatIsStillBeingWritten() {
		byte[] secret = "cörrect🚀\nhörse".getBytes(StandardCharsets.UTF_8);
		for (int written = 12; written <= secret.length; written++) {
			OutputTail tail = new OutputTail(100, SecretRedactor.of(Set.of("cörrect🚀\nhörse")));
			tail.readFrom(new ByteArrayInputStream(secret, 0, written));
			assertThat(tail.toByteArray()).asString(StandardCharsets.UTF_8).matches("\\[redacted](\n)?");
		}
	}

	@Test
	void tailLeavesOutCharacterThatIsStillBeingWritten() {
		OutputTail tail = new OutputTail(100, SecretRedactor.of(Set.of()));
		tail.readFrom(new ByteArrayInputStream("a🚀".getBytes(StandardCharsets.UTF_8), 0, 3));
		assertThat(tail.toByteArray()).asString(StandardCharsets.UTF_8).isEqualTo("a");
	}

	@Test
	void tailReplacesBytesThatAreNoCharacter() {
		OutputTail tail = new OutputTail(100, SecretRedactor.of(Set.of()));
		tail.readFrom(new ByteArrayInputStream(new byte[] { 'a', (byte) 0xFF, 'b' }));
		assertThat(tail.toByteArray()).asString(StandardCharsets.UTF_8).isEqualTo("a\uFFFDb");
	}

	@Test
	void tailTakesOutCredentialsThatNobodyDeclared() {
		assertThat(tail(100, "GET https://user:secret@host/\n")).isEqualTo("GET https://user:[redacted]@host/\n");
	}

	@Test
	void tailKeepsNewestOfManyChunks() {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < 20_000; i++) {
			text.append("line ").append(i).append('\n');
		}
		String expected = text.substring(text.indexOf("line 19000\n"));
		assertThat(tail(expected.length() + 5, text.toString())).isEqualTo(DROPPED + expected);
	}

	@Test
	void tailGrowsOverSeveralChunks() {
		String text = "0123456789\n".repeat(5_000);
		assertThat(tail(1024 * 1024, text)).isEqualTo(text);
	}

	@Test
	void tailKeepsCharactersOfSeveralBytes() {
		assertThat(tail(100, "grüß dich 🚀\n")).isEqualTo("grüß dich 🚀\n");
	}

	@Test
	void tailEndsQuietlyWhenPipeBreaks() {
		OutputTail tail = new OutputTail(100, SecretRedactor.of(Set.of()));
		InputStream broken = new InputStream() {

			@Override
			public int read() throws IOException {
				throw new IOException("Stream closed");
			}

			@Override
			public int read(byte[] buffer, int offset, int length) throws IOException {
				return read();
			}

		};
		tail.readFrom(
				new SequenceInputStream(new ByteArrayInputStream("some\n".getBytes(StandardCharsets.UTF_8)), broken));
		assertThat(tail.toByteArray()).asString(StandardCharsets.UTF_8).isEqualTo("some\n");
	}

	private static String tail(int limit, String text, String... secrets) {
		OutputTail tail = new OutputTail(limit, SecretRedactor.of(Set.of(secrets)));
		tail.readFrom(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
		return new String(tail.toByteArray(), StandardCharsets.UTF_8);
	}

}

package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.PayloadApplicationEvent;

import io.provisionhook.credential.CredentialHost;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AuditEventLogger} and the limits of what it writes.
 */
@ExtendWith(OutputCaptureExtension.class)
class AuditEventLoggerTests {

	// The longest that an event has: 500 of a reason, 260 of a host, 64 of an address
	private static final int LONGEST_LINE = 3000;

	private final AuditEventLogger log = new AuditEventLogger();

	private static CredentialAuditEvent event(@Nullable String workspace, @Nullable String reason, int repetitions) {
		return new CredentialAuditEvent(workspace, new CredentialHost("github.com"), "build-server",
				CredentialOutcome.REFUSED, reason, "0123456789abcdef", "127.0.0.1", Duration.ZERO, repetitions);
	}

	private String write(CredentialAuditEvent event, CapturedOutput output) {
		this.log.onApplicationEvent(new PayloadApplicationEvent<>(this, event));
		return output.getOut()
			.lines()
			.filter((line) -> line.contains("Credential request "))
			.reduce((first, last) -> last)
			.orElseThrow();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x0A, 0x0D, 0x1B, 0x7F, 0x85, 0xAD, 0x200B, 0x200E, 0x2028, 0x2029, 0x202E, 0x2066, 0xFEFF,
			0xD800, 0xDFFF, 0xE000, 0xE0001, 0xFFFF })
	void characterThatIsNoTextIsASpace(int character, CapturedOutput output) {
		String strange = "a"
				+ ((character < 0x10000) ? String.valueOf((char) character) : Character.toString(character)) + "b";
		assertThat(write(event(strange, strange, 0), output))
			.contains("Credential request refused: a b; workspace a b; host ");
	}

	@Test
	void textIsWrittenAsItIs(CapturedOutput output) {
		assertThat(write(event("ünï-\uD83D\uDE42", "日本", 0), output))
			.contains("refused: 日本; workspace ünï-\uD83D\uDE42; ");
	}

	@Test
	void repetitionsAreLoggedWithTheReferenceOfTheFirst(CapturedOutput output) {
		assertThat(write(event(null, "reason", 1167), output)).endsWith("Credential request refused: reason; host"
				+ " github.com; source build-server; reference 0123456789abcdef; 1167 more within a minute; from"
				+ " 127.0.0.1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "\uD83D\uDE42" })
	void lineHasALimit(String character, CapturedOutput output) {
		String at = character.repeat(600);
		assertThat(write(event(at, null, 0), output)).contains("; workspace " + at + "; host ");
		String line = write(event(at + character, at + character, 0), output);
		assertThat(line).contains("; workspace " + at + "; host ").hasSizeLessThan(LONGEST_LINE);
	}

	@Test
	void reasonHasALimitBetweenCharacters() {
		RequestAudit audit = new RequestAudit(new HttpRequestData("POST", null, 0, List.of(), "127.0.0.1"),
				new SettableTime().ticker());
		String at = "\uD83D\uDE42".repeat(500);
		assertThat(audit.end(CredentialOutcome.FAILED, at).reason()).isEqualTo(at);
		assertThat(audit.end(CredentialOutcome.FAILED, at + "\uD83D\uDE42").reason()).isEqualTo(at + "...");
	}

	@Test
	void addressHasALimit() {
		String at = "a".repeat(64);
		assertThat(new HttpRequestData("POST", null, 0, List.of(), at).safeRemoteAddress()).isEqualTo(at);
		assertThat(new HttpRequestData("POST", null, 0, List.of(), at + "a").safeRemoteAddress()).isEqualTo("unknown");
		assertThat(new HttpRequestData("POST", null, 0, List.of(), "10.0.0.1\u202E").safeRemoteAddress())
			.isEqualTo("unknown");
	}

}

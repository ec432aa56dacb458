package io.provisionhook.redaction;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretRedactor}: unknown credentials.
 */
class SecretRedactorCredentialsTests {

	private final SecretRedactor redactor = SecretRedactor.of(Set.of());

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
			https://user:secret@host/path?a=b    | https://user:[redacted]@host/path?a=b
			https://token@host                   | https://[redacted]@host
			https://token:@host/                 | https://[redacted]:@host/
			https://token:x-oauth-basic@host/    | https://[redacted]:x-oauth-basic@host/
			redis://:secret@host:6379/0          | redis://:[redacted]@host:6379/0
			https://user:se@cret@host/           | https://user:[redacted]@host/
			https://user:se:cret@host/           | https://user:[redacted]@host/
			https:\\/\\/user:secret@host\\/      | https:\\/\\/user:[redacted]@host\\/
			jdbc:mysql://u:s@tcp(db:3306)/x      | jdbc:mysql://u:[redacted]@tcp(db:3306)/x
			ssh://git:secret@host/               | ssh://git:[redacted]@host/
			"https://u:s@host" "http://u:s@host" | "https://u:[redacted]@host" "http://u:[redacted]@host"
			https://host/?access_token=abc&b=c   | https://host/?access_token=[redacted]&b=c
			https://host/?a=b&X-Amz-Signature=f0 | https://host/?a=b&X-Amz-Signature=[redacted]
			https://host/?se=2026&sig=a%2Fb      | https://host/?se=2026&sig=[redacted]
			jdbc:x://host/db?password=abc        | jdbc:x://host/db?password=[redacted]
			""")
	void credentialsInUrlsAreRedacted(String text, String expected) {
		assertRedacted(text, expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
			Authorization: Bearer xyz                    | Authorization: Bearer [redacted]
			authorization: bearer xyz, retrying          | authorization: bearer [redacted], retrying
			Proxy-Authorization: Basic YTpi              | Proxy-Authorization: Basic [redacted]
			Authorization: token xyz                     | Authorization: token [redacted]
			curl -H 'Authorization: Bearer x.y-z' https  | curl -H 'Authorization: Bearer [redacted]' https
			{"Authorization": "Bearer xyz"}              | {"Authorization": "Bearer [redacted]"}
			{\\"Authorization\\":\\"Bearer xyz\\"}       | {\\"Authorization\\":\\"Bearer [redacted]\\"}
			{Authorization=[Bearer xyz]}                 | {Authorization=[Bearer [redacted]]}
			authorization => Bearer xyz                  | authorization => Bearer [redacted]
			Authorization: abc123def456                  | Authorization: [redacted]
			Authorization: abc123def456 in vain          | Authorization: [redacted] in vain
			Authorization: Vendor abc123def456           | Authorization: Vendor [redacted]
			Authorization: Digest username="a", nonce=1  | Authorization: Digest [redacted]
			Authorization: AWS4-HMAC-SHA256 Credential=A | Authorization: AWS4-HMAC-SHA256 [redacted]
			sent Bearer eyJhbGciOi.J9.abc_-x to host     | sent Bearer [redacted] to host
			sent Bearer abcdefghijklmnopqrstuvwxyz       | sent Bearer [redacted]
			sent Basic dXNlcjpzZWNyZXQ= to host          | sent Basic [redacted] to host
			sent basic dXNlcjpzZWNyZXQ to host           | sent basic [redacted] to host
			sent Basic OnNlY3JldA== to host              | sent Basic [redacted] to host
			sent token ghs_16C7e42F292c6912E7 to host    | sent token [redacted] to host
			PRIVATE-TOKEN: glpat-x                       | PRIVATE-TOKEN: [redacted]
			JOB-TOKEN: xyz                               | JOB-TOKEN: [redacted]
			x-vault-token: hvs.xyz                       | x-vault-token: [redacted]
			{X-Vault-Token=[root]}                       | {X-Vault-Token=[[redacted]]}
			"X-Api-Key":"xyz"                            | "X-Api-Key":"[redacted]"
			""")
	void credentialsInHeadersAreRedacted(String text, String expected) {
		assertRedacted(text, expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "403 from https://vault:8200/v1/secret/data/x",
			"provisionhook \"vault-secrets\": 403 from https://vault:8200/v1/secret/data/x",
			"the bearer of this token was refused", "bearer authentication is required", "Bearer token expired",
			"the token is a bearer token", "Bearer realm=\"vault\", error=\"invalid_token\"", "Basic realm=\"gitlab\"",
			"basic authentication failed", "Basic bm8gY29sb24h is no user with a password",
			"Basic credentials were refused", "basic access authorization", "Authorization: denied for user bob",
			"authorization: none", "no authorization: sign in first", "token expired at 2026-01-01T00:00:00Z",
			"token version 2 is unknown", "header X-Vault-Token is missing", "the PRIVATE-TOKEN header is missing",
			"npm install https://registry.npmjs.org/@scope/pkg@1.0", "mail bob@example.org, see https://example.org",
			"https://host:8080/a?b=c&d=e#f@g", "https://host/?design=new&tokens=5", "git@github.com:org/repo.git",
			"ssh://git@github.com/org/repo.git", "https://[::1]:8080/", "https://@host/", "a :// b @ c",
			"Authorization: Bearer <token>", "secret 'db-password' not found in namespace 'prod'",
			"an image of 12345678901234567890 bytes" })
	void causeStays(String text) {
		assertThat(this.redactor.redact(text)).isSameAs(text);
	}

	@Test
	void longCredentialsAreRedacted() {
		String token = "x1".repeat(200_000);
		assertRedacted("Authorization: Bearer " + token, "Authorization: Bearer [redacted]");
		assertRedacted("Bearer " + token, "Bearer [redacted]");
		assertRedacted("https://user:" + token + "@host/", "https://user:[redacted]@host/");
		assertRedacted("https://host/?token=" + token, "https://host/?token=[redacted]");
	}

	@Test
	void knownPartOfACredentialDoesNotHideTheRest() {
		SecretRedactor redactor = SecretRedactor.of(Set.of("correct-horse"));
		assertThat(redactor.redact("Authorization: Bearer 12correct-horse34"))
			.isEqualTo("Authorization: Bearer [redacted]");
		assertThat(redactor.redact("https://user:1correct-horse2@host")).isEqualTo("https://user:[redacted]@host");
	}

	@Test
	void describeRedactsThemToo() {
		assertThat(
				this.redactor.describe(new IllegalStateException("GET https://u:p@host/\nAuthorization: Bearer xyz\n")))
			.isEqualTo("GET https://u:[redacted]@host/ Authorization: Bearer [redacted]");
	}

	private void assertRedacted(String text, String expected) {
		assertThat(this.redactor.redact(text)).isEqualTo(expected);
		assertThat(this.redactor.redact(expected)).isEqualTo(expected);
	}

}

package io.provisionhook.plugin.gitcredentials;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.credential.Credential;
import io.provisionhook.plugin.gitcredentials.StandIn.Reply;
import io.provisionhook.plugin.upstream.UpstreamException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what {@link RotatedTokens} do when GitLab refuses or is not well.
 */
@ExtendWith(OutputCaptureExtension.class)
class RotatedTokenFailureTests extends RotatedTokensSetUp {

	private static final String PREFIX = "provisionhook.git-credentials.hosts[0].gitlab.";

	@Test
	void tokenIsServedWhileItCannotBeRotated(CapturedOutput output) throws Exception {
		passToThreeDaysBeforeExpiry();
		this.gitLab.beforeAnswer((call) -> {
			if (call.method().equals("POST")) {
				this.gitLab.next(new Reply(503, "glpat-leaked"));
			}
		});
		assertThat(this.plugin.ask()).isEqualTo(new Credential("oauth2", OLD, EXPIRY, true));
		this.clock.plus(Duration.ofSeconds(59));
		assertThat(this.plugin.ask().stale()).isTrue();
		assertThat(this.gitLab.calls()).hasSize(2);
		this.clock.plus(Duration.ofSeconds(1));
		assertThat(this.plugin.ask().stale()).isTrue();
		assertThat(this.gitLab.calls()).hasSize(4);
		assertThat(output)
			.containsOnlyOnce("A token that expires at 2126-03-31T00:00:00Z could not be rotated: GitLab: "
					+ this.gitLab.url() + " answered with status 503; it is asked again later")
			.doesNotContain("glpat-");
		this.gitLab.beforeAnswer((call) -> {
		});
		this.clock.plus(Duration.ofMinutes(1));
		assertThat(this.plugin.ask().secret()).isEqualTo(NEW);
	}

	@Test
	void tokenThatGitLabDoesNotAcceptIsNotServed() throws Exception {
		this.plugin.ask();
		this.gitLab.rotateElsewhere();
		this.clock.plus(Duration.ofHours(1));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::ask)
			.withMessage("GitLab: the token in the file of '" + PREFIX + "token-file' is not accepted (status 401); it "
					+ "has expired or was revoked, so create another one and write it into the file");
		assertThat(this.gitLab.calls()).doesNotContain(ROTATE);
	}

	@Test
	void tokenThatIsStillGoodIsServedWhenGitLabIsNotWell() throws Exception {
		this.plugin.ask();
		this.clock.plus(Duration.ofHours(1));
		this.gitLab.next(new Reply(503, ""));
		assertThat(this.plugin.ask()).isEqualTo(new Credential("oauth2", OLD, EXPIRY, true));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = {
			"403 | glpat-leaked | the token in the file of '{}token-file' may not be looked at (status 403); it needs the "
					+ "scope api or self_rotate",
			"404 | \"\" | [] does not know access tokens that look after themselves (status 404), which GitLab 16.10 and "
					+ "later do; correct '{}url'",
			"429 | \"\" | [] wants fewer calls (status 429); it is asked again later",
			"500 | \"\" | [] answered with status 500; it is asked again later",
			"302 | \"\" | [] answered with status 302; check '{}url' and proxies in between",
			"200 | glpat-leaked | the answer of [] is not what GitLab sends, it is no JSON object; check '{}url' and "
					+ "proxies in between",
			"200 | {\"expires_at\":\"glpat-leaked\"} | the answer of [] is not what GitLab sends, its 'expires_at' is no "
					+ "date; check '{}url' and proxies in between",
			"200 | {\"active\":false} | the token in the file of '{}token-file' is not active any more; it has expired or "
					+ "was revoked, so create another one and write it into the file" })
	void refusalIsExplainedWithoutTheAnswer(int status, String body, String message) {
		this.gitLab.next(new Reply(status, body));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::ask)
			.withMessage("GitLab: " + message.replace("{}", PREFIX).replace("[]", this.gitLab.url()))
			.withNoCause();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = {
			"400 | glpat-leaked | the token in the file of '{}token-file' was not rotated (status 400); rotate it by hand "
					+ "and write the new one into the file",
			"403 | \"\" | the token in the file of '{}token-file' may not rotate itself (status 403); it has to be an "
					+ "access token with the scope api or self_rotate",
			"405 | \"\" | the token in the file of '{}token-file' may not rotate itself (status 405); it has to be an "
					+ "access token with the scope api or self_rotate",
			"200 | {} | the answer of [] is not what GitLab sends, it has no 'token'; check '{}url' and proxies in between" })
	void refusalToRotateIsExplained(int status, String body, String message, CapturedOutput output) throws Exception {
		passToThreeDaysBeforeExpiry();
		this.gitLab.beforeAnswer((call) -> {
			if (call.method().equals("POST")) {
				this.gitLab.next(new Reply(status, body));
			}
		});
		assertThat(this.plugin.ask().stale()).isTrue();
		assertThat(output)
			.contains("could not be rotated: GitLab: " + message.replace("{}", PREFIX).replace("[]", this.gitLab.url()))
			.doesNotContain("glpat-");
	}

	@Test
	void tokenThatExpiresAndCannotBeRotatedIsNotServed() throws Exception {
		this.plugin.ask();
		this.clock.plus(Duration.between(this.clock.instant(), EXPIRY));
		this.gitLab.next(new Reply(503, ""));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::ask)
			.withMessage("GitLab: " + this.gitLab.url() + " answered with status 503; it is asked again later");
	}

}

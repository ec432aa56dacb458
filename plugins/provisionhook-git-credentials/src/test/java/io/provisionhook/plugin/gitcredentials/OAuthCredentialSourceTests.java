package io.provisionhook.plugin.gitcredentials;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.EnvMutator;
import io.provisionhook.MutatorException;
import io.provisionhook.Registry;
import io.provisionhook.credential.Credential;
import io.provisionhook.plugin.gitcredentials.StandIn.Reply;
import io.provisionhook.plugin.internal.test.SettableClock;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;
import io.provisionhook.plugin.internal.upstream.UpstreamHealthIndicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link OAuthCredentialSource} and {@link OAuthClient}, with the OAuth
 * consumer of Bitbucket.
 */
@Timeout(300)
@ExtendWith(OutputCaptureExtension.class)
class OAuthCredentialSourceTests {

	private static final String PREFIX = "provisionhook.git-credentials.hosts[0].bitbucket.";

	private final SettableClock clock = new SettableClock();

	private final Bitbucket bitbucket = new Bitbucket();

	private final CountDownLatch end = new CountDownLatch(1);

	private Plugin plugin = plugin("bitbucket.client-secret=" + Bitbucket.SECRET);

	private Plugin plugin(String... more) {
		return plugin(this.clock, more);
	}

	private Plugin plugin(Clock clock, String... more) {
		String[] properties = new String[more.length + 2];
		properties[0] = "bitbucket.url=" + this.bitbucket.url();
		properties[1] = "bitbucket.client-id=" + Bitbucket.KEY;
		System.arraycopy(more, 0, properties, 2, more.length);
		return Plugin.of(clock, properties);
	}

	@AfterEach
	void close() {
		this.end.countDown();
		this.plugin.close();
		this.bitbucket.close();
	}

	@Test
	void tokenIsGotByClientCredentialsAndKept() throws Exception {
		Credential first = this.plugin.ask();
		assertThat(first)
			.isEqualTo(Credential.of("x-token-auth", Bitbucket.accessToken(1), Instant.parse("2126-03-01T14:00:00Z")));
		assertThat(this.plugin.ask()).isEqualTo(first);
		assertThat(this.bitbucket.calls()).containsExactly("POST /site/oauth2/access_token");
	}

	@Test
	void tokenIsRenewedFiveMinutesBeforeItExpires() throws Exception {
		this.plugin.ask();
		this.clock.plus(Duration.ofMinutes(115).minusSeconds(1));
		assertThat(this.plugin.ask().secret()).isEqualTo(Bitbucket.accessToken(1));
		this.clock.plus(Duration.ofSeconds(1));
		assertThat(this.plugin.ask().secret()).isEqualTo(Bitbucket.accessToken(2));
	}

	@Test
	void tokenThatLivesSecondsIsRenewedInItsLastFifth() throws Exception {
		this.bitbucket.expiresIn(100);
		this.plugin.ask();
		this.clock.plus(Duration.ofSeconds(79));
		assertThat(this.plugin.ask().secret()).isEqualTo(Bitbucket.accessToken(1));
		this.clock.plus(Duration.ofSeconds(1));
		assertThat(this.plugin.ask().secret()).isEqualTo(Bitbucket.accessToken(2));
	}

	@Test
	void tokenIsRenewedWhileRealTimePasses() throws Exception {
		this.bitbucket.expiresIn(1);
		this.plugin.close();
		this.plugin = plugin(Clock.systemUTC(), "bitbucket.client-secret=" + Bitbucket.SECRET);
		String first = this.plugin.ask().secret();
		Awaitility.await()
			.atMost(Duration.ofMinutes(2))
			.until(() -> this.plugin.ask().secret(), (secret) -> !secret.equals(first));
	}

	@Test
	void tokenIsGotOnceForAllWhoAskAtTheSameTime() throws Exception {
		assertThat(new HashSet<>(this.plugin.askAtOnce(500))).hasSize(1);
		assertThat(this.bitbucket.calls()).hasSize(1);
	}

	@Test
	void secretOfTheConsumerMayBeInAFile(@TempDir Path directory) throws Exception {
		Path file = directory.resolve("secret");
		this.plugin.close();
		this.plugin = plugin("bitbucket.client-secret-file=" + file);
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::ask)
			.withMessage("Bitbucket: the file '" + file + "' does not exist; mount it there, or correct '" + PREFIX
					+ "client-secret-file'");
		Files.writeString(file, Bitbucket.SECRET);
		this.clock.plus(Duration.ofSeconds(3));
		assertThat(this.plugin.ask().secret()).isEqualTo(Bitbucket.accessToken(1));
	}

	@Test
	void tokenThatIsStillGoodIsServedWhenBitbucketIsNotWell(CapturedOutput output) throws Exception {
		this.plugin.ask();
		this.clock.plus(Duration.ofMinutes(116));
		this.bitbucket.next(new Reply(503, "access-leaked"));
		Credential stale = this.plugin.ask();
		assertThat(stale).isEqualTo(
				new Credential("x-token-auth", Bitbucket.accessToken(1), Instant.parse("2126-03-01T14:00:00Z"), true));
		assertThat(this.plugin.ask()).isEqualTo(stale);
		assertThat(this.bitbucket.calls()).hasSize(2);
		assertThat(output)
			.containsOnlyOnce("A value that expires at 2126-03-01T14:00:00Z could not be refreshed: " + "Bitbucket: "
					+ this.bitbucket.url() + " answered with status 503; the call is repeated later")
			.doesNotContain("access-");
		assertThat(status()).isEqualTo(Status.DOWN);
		this.clock.plus(Duration.ofSeconds(10));
		assertThat(this.plugin.ask().stale()).isFalse();
		assertThat(status()).isEqualTo(Status.UP);
	}

	private Status status() {
		UpstreamHealth health = this.plugin.hosts.health()
			.getOrDefault("bitbucket:git.example.com", new UpstreamHealth());
		return new UpstreamHealthIndicator(health).health().getStatus();
	}

	@Test
	void tokenThatHasExpiredIsNotServed() throws Exception {
		this.plugin.ask();
		this.clock.plus(Duration.ofHours(2));
		this.bitbucket.next(new Reply(503, ""));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::ask)
			.withMessage(
					"Bitbucket: " + this.bitbucket.url() + " answered with status 503; the call is repeated later");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = {
			"401 | {\"error\":\"invalid_client\",\"error_description\":\"access-leaked\"} | the OAuth client is not "
					+ "accepted (invalid_client, status 401); check '{}client-id' and '{}client-secret'",
			"400 | {\"error\":\"invalid_client\"} | the OAuth client is not accepted (invalid_client, status 400); check "
					+ "'{}client-id' and '{}client-secret'",
			"401 | access-leaked | the OAuth client is not accepted (status 401); check '{}client-id' and "
					+ "'{}client-secret'",
			"400 | {\"error\":\"invalid_grant\"} | the OAuth consumer gets no token (invalid_grant, status 400); mark it "
					+ "as a private consumer",
			"400 | {\"error\":\"unauthorized_client\"} | the OAuth client may not ask for a token in this way "
					+ "(unauthorized_client, status 400); allow it there",
			"400 | {\"error\":\"invalid_scope\"} | the OAuth client was not granted a scope (invalid_scope, status 400); "
					+ "allow it there",
			"400 | {\"error\":\"invalid_request\"} | the request for a token was not understood (invalid_request, status "
					+ "400); check '{}url' and proxies in between",
			"400 | {\"error\":\"access-leaked\"} | [] answered with status 400 to the request for a token; check '{}url' "
					+ "and proxies in between",
			"302 | \"\" | [] answered with status 302 to the request for a token; check '{}url' and proxies in between",
			"429 | \"\" | [] limits the rate of calls (status 429); the call is repeated later",
			"500 | access-leaked | [] answered with status 500; the call is repeated later",
			"200 | access-leaked | the answer of [] is not what Bitbucket sends, it is not a JSON object; check '{}url' and "
					+ "proxies in between",
			"200 | {\"token\":\"access-leaked\"} | the answer of [] is not what Bitbucket sends, it has no "
					+ "'access_token'; check '{}url' and proxies in between",
			"200 | {\"access_token\":\"access-leaked\\n\"} | the answer of [] is not what Bitbucket sends, it has no "
					+ "'access_token'; check '{}url' and proxies in between",
			"200 | {\"access_token\":\"access-leaked\",\"expires_in\":-1} | the answer of [] is not what Bitbucket sends, "
					+ "its 'expires_in' is not a number of seconds; check '{}url' and proxies in between" })
	void refusalIsExplainedWithoutTheAnswer(int status, String body, String message, CapturedOutput output) {
		this.bitbucket.next(new Reply(status, body));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::ask)
			.withMessage("Bitbucket: " + message.replace("{}", PREFIX).replace("[]", this.bitbucket.url()))
			.withNoCause();
		assertThat(output).doesNotContain("access-");
		assertThat(this.bitbucket.calls()).hasSize(1);
	}

	@Test
	void answerThatIsTooLargeIsNotRead() {
		this.bitbucket.next(new Reply(200, "x".repeat(9 * 1024 * 1024)));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::ask)
			.withMessage("Bitbucket: the answer of " + this.bitbucket.url() + " is too large to be Bitbucket's; check '"
					+ PREFIX + "url', firewalls and proxies");
	}

	@Test
	void failureIsKeptForThreeSeconds() throws Exception {
		this.bitbucket.next(new Reply(500, ""));
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::ask)
				.withMessageContaining("answered with status 500");
		}
		assertThat(this.bitbucket.calls()).hasSize(1);
		this.clock.plus(Duration.ofSeconds(3));
		assertThat(this.plugin.ask().secret()).isEqualTo(Bitbucket.accessToken(1));
	}

	@Test
	void tokenWithoutAnEndIsLookedAtAgain() throws Exception {
		this.bitbucket.next(new Reply(200, "{\"access_token\": \"access-without-end\"}"));
		assertThat(this.plugin.ask()).isEqualTo(Credential.of("x-token-auth", "access-without-end", null));
		this.clock.plus(Duration.ofHours(1));
		assertThat(this.plugin.ask().secret()).isEqualTo(Bitbucket.accessToken(1));
	}

	@Test
	void credentialWhenBitbucketHangsFailsBeforeTheDeadline() {
		hang();
		// On a busy machine the time may be up before Bitbucket is asked
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> this.plugin.ask(Plugin.context("acme", Duration.ofMillis(300))))
			.withMessageMatching("Bitbucket: (no answer within \\d{1,3} ms|no time was left for the request)");
	}

	@Test
	void callThatHangsIsGivenUp() {
		hang();
		this.plugin.close();
		this.plugin = plugin("bitbucket.client-secret=" + Bitbucket.SECRET, "request-timeout=200ms");
		// On a busy machine the time may be up before there is a connection
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::ask)
			.withMessageMatching(Pattern.quote("Bitbucket: " + this.bitbucket.url())
					+ " (did not answer within 200 ms|can't be reached: no connection in time); "
					+ Pattern.quote("check '" + PREFIX + "url', firewalls and proxies"));
	}

	@Test
	void closingEndsTheCallThatIsUnderWay() throws Exception {
		hang();
		Future<Credential> asker = this.plugin.askLater(Duration.ofMinutes(5));
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !this.bitbucket.calls().isEmpty());
		this.plugin.hosts.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(asker::get)
			.withCauseInstanceOf(UpstreamException.class)
			.withMessageEndingWith("Bitbucket: the application is stopping");
	}

	@Test
	void tokenIsTakenOutOfErrors() {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("git", (context, env) -> {
			throw new IllegalStateException("can't use " + this.plugin.ask(context).secret());
		}));
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> registry.run(Plugin.context("acme", Duration.ofMinutes(1)), new HashMap<>()))
			.withMessage("provisionhook \"git\": can't use [redacted]");
	}

	private void hang() {
		this.bitbucket.beforeAnswer((call) -> {
			try {
				this.end.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

}

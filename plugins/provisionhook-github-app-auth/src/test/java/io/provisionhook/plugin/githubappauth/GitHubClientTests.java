package io.provisionhook.plugin.githubappauth;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.Fault;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.plugin.internal.test.SettableClock;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link GitHubClient} and {@link RateLimit}.
 */
@ExtendWith(OutputCaptureExtension.class)
class GitHubClientTests {

	private static final String CHECK_THE_WAY = "; check 'provisionhook.github-app-auth.base-url', firewalls and proxies";

	private final SettableClock gitHubsClock = new SettableClock();

	private final SettableClock clock = new SettableClock();

	private final GitHub gitHub = new GitHub(this.gitHubsClock);

	private final Plugin plugin = new Plugin(this.clock, this.gitHub.url(), "installation-id=99");

	@AfterEach
	void close() {
		this.plugin.close();
		this.gitHub.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 500, 502, 503, 504 })
	void callIsRepeatedWhenGitHubIsNotWell(int status) throws Exception {
		this.gitHub.next(GitHub.status(status, ""), GitHub.status(status, ""));
		assertThat(this.plugin.fetch()).isEqualTo(GitHub.token(1));
		assertThat(this.gitHub.calls()).hasSize(3);
	}

	@Test
	void callsAreRepeatedEverLaterAndNotForEver() {
		this.gitHub.always(GitHub.status(503, ""));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::fetch)
			.withMessage("GitHub: " + this.gitHub.url()
					+ " answered with status 503; start workspaces again when it is well")
			.matches(UpstreamException::isSystemAtFault);
		assertThat(this.gitHub.calls()).hasSize(5);
		assertThat(this.plugin.pauses).satisfiesExactly(between(250, 350), between(300, 700), between(600, 1400),
				between(1200, 2800));
	}

	private static ThrowingConsumer<Duration> between(int leastMillis, int mostMillis) {
		return (pause) -> assertThat(pause).isBetween(Duration.ofMillis(leastMillis), Duration.ofMillis(mostMillis));
	}

	@Test
	void callIsRepeatedAsLateAsAskedFor() throws Exception {
		this.gitHub.next(GitHub.status(503, "").withHeader("Retry-After", "7"));
		this.plugin.fetch();
		assertThat(this.plugin.pauses).containsExactly(Duration.ofSeconds(7));
	}

	@Test
	void callIsNotRepeatedAfterTheDeadline() {
		this.gitHub.next(GitHub.status(503, "").withHeader("Retry-After", "31"));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::fetch)
			.withMessage("GitHub: " + this.gitHub.url()
					+ " answered with status 503; start workspaces again when it is well");
		assertThat(this.plugin.pauses).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "EMPTY_RESPONSE", "CONNECTION_RESET_BY_PEER", "RANDOM_DATA_THEN_CLOSE",
			"MALFORMED_RESPONSE_CHUNK" })
	void callIsRepeatedWhenTheConnectionBreaks(Fault fault) throws Exception {
		this.gitHub.next(WireMock.aResponse().withFault(fault));
		assertThat(this.plugin.fetch()).isEqualTo(GitHub.token(1));
		assertThat(this.gitHub.calls()).hasSize(2);
	}

	@Test
	void connectionThatBreaksEachTimeIsExplainedWithoutWhatWasReceived() {
		this.gitHub.always(WireMock.aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::fetch)
			.withMessage("GitHub: the connection to " + this.gitHub.url() + " broke" + CHECK_THE_WAY)
			.withNoCause();
	}

	@Test
	void hostWithoutAServerIsExplained() throws IOException {
		try (Socket taken = new Socket()) {
			// Nobody listens to the port, and nobody else gets it
			taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			assertThatHostWithoutServerIsExplained("http://127.0.0.1:" + taken.getLocalPort());
		}
	}

	private void assertThatHostWithoutServerIsExplained(String url) {
		try (Plugin lost = new Plugin(this.clock, url, "installation-id=99")) {
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(lost::fetch)
				.withMessage("GitHub: " + url + " can't be reached: no connection" + CHECK_THE_WAY)
				.withNoCause();
			assertThat(lost.pauses).hasSize(4);
		}
	}

	@Test
	void unknownHostIsExplained() {
		try (Plugin lost = new Plugin(this.clock, "http://github.invalid", "installation-id=99")) {
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(lost::fetch)
				.withMessage("GitHub: http://github.invalid can't be reached: unknown host name" + CHECK_THE_WAY);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 403, 404, 409, 422 })
	void callIsNotRepeatedWhenItWouldChangeNothing(int status) {
		this.gitHub.next(GitHub.status(status, "No"));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::fetch);
		assertThat(this.gitHub.calls()).hasSize(1);
		assertThat(this.plugin.pauses).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 403, 429 })
	void callIsRepeatedWhenTheRateLimitEndsInTime(int status) throws Exception {
		this.gitHub.next(GitHub.status(status, "").withHeader("Retry-After", "20"));
		assertThat(this.plugin.fetch()).isEqualTo(GitHub.token(1));
		assertThat(this.plugin.pauses).singleElement()
			.satisfies((pause) -> assertThat(pause).isBetween(Duration.ofSeconds(20), Duration.ofMillis(20_500)));
	}

	@Test
	void rateLimitEndsByTheClockOfGitHub() throws Exception {
		this.clock.plus(Duration.ofSeconds(40));
		this.gitHub.next(usedUp(this.gitHubsClock.instant().plusSeconds(10)));
		this.plugin.fetch();
		assertThat(this.plugin.pauses).singleElement()
			.satisfies((pause) -> assertThat(pause).isBetween(Duration.ofSeconds(10), Duration.ofMillis(10_500)));
	}

	@Test
	void rateLimitThatEndsTooLateIsExplainedAndNoMoreCallsAreMadeUntilThen() throws Exception {
		this.gitHub.next(usedUp(this.gitHubsClock.instant().plusSeconds(600)));
		String message = "GitHub: the rate limit of app 12345 is used up until 2126-03-01T12:10:00Z; start workspaces "
				+ "again after that";
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::fetch)
			.withMessage(message)
			.matches(UpstreamException::isSystemAtFault);
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::fetch).withMessage(message);
		assertThat(this.gitHub.calls()).hasSize(1);
		this.clock.plus(Duration.ofMinutes(10));
		this.gitHubsClock.plus(Duration.ofMinutes(10));
		assertThat(this.plugin.fetch()).isEqualTo(GitHub.token(1));
		assertThat(this.plugin.pauses).isEmpty();
	}

	@Test
	void rateLimitOfUnknownLengthLastsAMinute() {
		this.gitHub.next(GitHub.status(403, "You have exceeded a secondary rate limit."));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::fetch)
			.withMessageContaining("is used up until 2126-03-01T12:01:00Z");
	}

	@ParameterizedTest
	@ValueSource(strings = { "999999999999", "99999" })
	void rateLimitThatMakesNoSenseLastsAnHour(String seconds) {
		this.gitHub.next(GitHub.status(429, "").withHeader("Retry-After", seconds));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::fetch)
			.withMessageContaining("is used up until 2126-03-01T13:00:00Z");
	}

	@Test
	void rateLimitThatIsOverAlreadyLastsASecond() throws Exception {
		this.gitHub.next(usedUp(this.gitHubsClock.instant().minusSeconds(5)));
		this.plugin.fetch();
		assertThat(this.plugin.pauses).singleElement()
			.satisfies((pause) -> assertThat(pause).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1500)));
	}

	@Test
	void refusalWithSomeOfTheRateLimitLeftIsNoRateLimit() {
		this.gitHub.next(GitHub.status(403, "Forbidden").withHeader("x-ratelimit-remaining", "4999"));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::fetch)
			.withMessageContaining("may not get a token");
	}

	private static ResponseDefinitionBuilder usedUp(Instant reset) {
		return GitHub.status(403, "API rate limit exceeded")
			.withHeader("x-ratelimit-remaining", "0")
			.withHeader("x-ratelimit-reset", String.valueOf(reset.getEpochSecond()));
	}

	@ParameterizedTest
	@ValueSource(longs = { 90, 86_400, -600, -86_400 })
	void clockThatIsOffIsCorrectedByThatOfGitHub(long seconds, CapturedOutput output) throws Exception {
		this.clock.plus(Duration.ofSeconds(seconds));
		assertThat(this.plugin.fetch()).isEqualTo(GitHub.token(1));
		assertThat(this.gitHub.calls()).hasSize(2);
		assertThat(this.gitHub.refusals()).hasSize(1);
		assertThat(this.plugin.pauses).isEmpty();
		assertThat(output).containsOnlyOnce(
				"the clock of this host is " + Math.abs(seconds) + ((seconds > 0) ? " s ahead of" : " s behind"));
		this.clock.plus(Duration.ofMinutes(55));
		this.gitHubsClock.plus(Duration.ofMinutes(55));
		assertThat(this.plugin.fetch()).isEqualTo(GitHub.token(2));
		assertThat(this.gitHub.refusals()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(longs = { 59, 30, -60, -500 })
	void clockThatIsALittleOffDoesNotMatter(long seconds) throws Exception {
		this.clock.plus(Duration.ofSeconds(seconds));
		assertThat(this.plugin.fetch()).isEqualTo(GitHub.token(1));
		assertThat(this.gitHub.refusals()).isEmpty();
	}

	@Test
	void clockThatIsOffIsNamedIfGitHubDoesNotAcceptItsOwnTimeEither(CapturedOutput output) {
		this.clock.plus(Duration.ofMinutes(10));
		this.gitHub.always(GitHub.status(401, "no"));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::fetch)
			.withMessageEndingWith(
					"that the key still exists at GitHub; the clock of this host is 600 s ahead of " + "GitHub's");
		assertThat(output).containsOnlyOnce("so GitHub's is used: the clock of this host is 600 s ahead of GitHub's");
	}

	@Test
	void clockThatJumpsWithEachAnswerIsFollowedOnce(CapturedOutput output) {
		this.gitHub.always(GitHub.status(401, "no")).beforeAnswer(() -> this.gitHubsClock.plus(Duration.ofHours(1)));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this.plugin::fetch)
			.withMessageContaining("are not accepted (status 401)");
		assertThat(output).containsOnlyOnce("so GitHub's is used: the clock of this host is 3600 s behind GitHub's");
		assertThat(this.gitHub.calls()).hasSize(2);
	}

}

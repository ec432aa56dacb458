package io.provisionhook.plugin.gcpsecretmanager;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.Fault;
import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.provisionhook.plugin.internal.mapping.SecretLocation;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.testsupport.PlainServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link GcpSecretReader} when something is wrong.
 */
class GcpFailureTests {

	private static final Duration PLENTY = Duration.ofSeconds(60);

	private static final Duration SHORT = Duration.ofMillis(200);

	private static final String LATE = "Google Secret Manager: no answer in time; check that it can be reached from the"
			+ " host, or give this mutator more time";

	@RegisterExtension
	final LogCapture guava = new LogCapture("com.google.common");

	private final GoogleStandIn google = new GoogleStandIn().put("projects/acme-project/secrets/db/versions/latest",
			"first-password");

	@AfterEach
	void stop() {
		this.google.close();
	}

	@AfterEach
	void requireQuietLibrary() {
		assertThat(this.guava.lines()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					404 | NOT_FOUND | does not exist, or has no such version; create it, or correct the reference
					403 | PERMISSION_DENIED | was denied; grant roles/secretmanager.secretAccessor on it to the host's identity, and check that the API is enabled in its project
					400 | FAILED_PRECONDITION | is disabled or destroyed in this version; enable it, or refer to another
					400 | INVALID_ARGUMENT | has an invalid name or version; correct the reference
					""")
	void failureOfSecretNamesTheProblem(int httpStatus, String status, String message) {
		this.google.answerFor("key", GoogleStandIn.error(httpStatus, status));
		UpstreamException failure = failureOf(Map.of("DB", "db", "KEY", "key?version=5"));
		assertThat(failure).hasMessage("Google Secret Manager: secret 'key?version=5' " + message + " (" + status + ")")
			.hasNoCause();
		assertThat(failure.isSystemAtFault()).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					401 | UNAUTHENTICATED | the host's credentials were not accepted; renew or correct them
					429 | RESOURCE_EXHAUSTED | too many calls; provision fewer workspaces at a time, or ask Google for a higher quota
					503 | UNAVAILABLE | failed; try again
					500 | INTERNAL | failed; try again
					""")
	void failureOfServiceNamesTheProblem(int httpStatus, String status, String message) {
		this.google.answer(GoogleStandIn.error(httpStatus, status));
		UpstreamException failure = failureOf(Map.of("DB", "db"));
		assertThat(failure).hasMessage("Google Secret Manager: " + message + " (" + status + ")").hasNoCause();
		assertThat(failure.isSystemAtFault()).isTrue();
	}

	@Test
	void errorThatIsNoJsonGoesByItsHttpStatus() {
		this.google.answer(WireMock.aResponse().withStatus(404).withBody("<html>hunter2-hunter2"));
		assertThat(failureOf(Map.of("DB", "db"))).hasMessageEndingWith("(NOT_FOUND)").hasNoCause();
		this.google.answer(GoogleStandIn.error(404, "hunter2-hunter2"));
		assertThat(failureOf(Map.of("DB", "db"))).hasMessageEndingWith("(NOT_FOUND)").hasNoCause();
	}

	@Test
	void mutatorTriesAgainWhenServiceIsUnavailable() throws Exception {
		this.google.answerOnce(GoogleStandIn.error(503, "UNAVAILABLE"));
		GoogleCredentials credentials = this.google.credentials();
		GcpSecretReader reader = new GcpSecretReader(GcpClientFactory.create(credentials, this.google.uri(), null),
				credentials, new GcpSecretNames("acme-project", null));
		assertThat(GcpMutators.values(GcpMutators.create(reader, Map.of("DB", "db")), GcpMutators.context(PLENTY)))
			.containsEntry("DB", "first-password");
		assertThat(this.google.requests("/v1/.*")).isEqualTo(2);
	}

	@Test
	void answerThatIsNoJsonIsNotQuoted() {
		this.google.answer(WireMock.ok("{\"payload\": hunter2-hunter2"));
		UpstreamException failure = failureOf(Map.of("DB", "db"));
		assertThat(failure)
			.hasMessage("Google Secret Manager: the answer can't be read; check that the endpoint is right and no proxy"
					+ " changes it")
			.hasNoCause();
		assertThat(failure.isSystemAtFault()).isTrue();
	}

	@Test
	void tokenThatIsNotAcceptedIsSaidToBe() {
		this.google.answerForToken(WireMock
			.okJson("{\"access_token\":\"ya29.of-somebody-else\",\"token_type\":\"Bearer\",\"expires_in\":3600}"));
		assertThat(failureOf(Map.of("DB", "db")))
			.hasMessage("Google Secret Manager: the host's credentials were not accepted; renew or correct them"
					+ " (UNAUTHENTICATED)");
	}

	@Test
	void keyThatTheTokenServiceDoesNotKnowGetsNoToken() {
		try (GoogleStandIn other = new GoogleStandIn(ServiceAccount.create())) {
			this.google.answerForToken(WireMock.permanentRedirect(other.uri() + "/token"));
			assertThat(failureOf(this.google.uri(), this.google.credentials(), Map.of("DB", "db"), PLENTY))
				.hasMessageStartingWith("Google Secret Manager: the host's credentials got no token; renew or correct"
						+ " them, and check that its clock is right")
				.hasNoCause();
			assertThat(this.google.requests("/v1/.*")).isZero();
		}
	}

	@Test
	void refusedTokenIsNotQuoted() {
		this.google.answerForToken(WireMock.jsonResponse("{\"error\":\"invalid_grant hunter2-hunter2\"}", 400));
		assertThat(failureOf(Map.of("DB", "db")))
			.hasMessage("Google Secret Manager: the host's credentials got no token; renew or correct them, and check"
					+ " that its clock is right (status 400)")
			.hasNoCause();
	}

	@Test
	void tokenServiceThatHangsCostsTheDeadline() {
		this.google.answerForToken(GoogleStandIn.noAnswer());
		assertThat(failureOf(this.google.uri(), this.google.credentials(), Map.of("DB", "db"), SHORT)).hasMessage(
				"Google Secret Manager: no token for the host's credentials in time; check that the service which"
						+ " issues it can be reached, or give this mutator more time");
	}

	@Test
	void tokenServiceThatCanNotBeReachedIsNamed() {
		this.google.answerForToken(WireMock.aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
		Credentials triesOnce = this.google.credentials().createWithCustomRetryStrategy(false);
		assertThat(failureOf(this.google.uri(), triesOnce, Map.of("DB", "db"), PLENTY))
			.hasMessage("Google Secret Manager: the service that turns the host's credentials into a token can't be"
					+ " reached (the connection broke); check that the network is right")
			.hasCauseInstanceOf(SocketException.class);
	}

	@Test
	void refusedConnectionIsSaidToBeNone() throws IOException {
		try (Socket silent = new Socket()) {
			// Nobody else gets the port while nobody listens to it
			silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			UpstreamException failure = failureAt(URI.create("http://127.0.0.1:" + silent.getLocalPort()));
			assertThat(failure)
				.hasMessage(
						"Google Secret Manager: can't be reached (no connection); check that the network, a proxy and"
								+ " the endpoint are right")
				.hasCauseInstanceOf(ConnectException.class);
			assertThat(failure.isSystemAtFault()).isTrue();
		}
	}

	@Test
	void failuresAfterTheFirstAreNotLogged() {
		Map<String, String> variables = IntStream.range(0, 100)
			.boxed()
			.collect(Collectors.toMap((i) -> "DB" + i, (i) -> "db" + i));
		this.google.answer(GoogleStandIn.error(403, "PERMISSION_DENIED"));
		assertThat(failureOf(variables)).hasMessageContaining("' was denied");
		requireQuietLibrary();
	}

	@Test
	void unknownHostIsSaidToBeUnknown() {
		assertThat(failureAt(URI.create("http://secretmanager.invalid")))
			.hasMessage(
					"Google Secret Manager: can't be reached (unknown host name); check that the network, a proxy and"
							+ " the endpoint are right")
			.hasCauseInstanceOf(UnknownHostException.class);
	}

	@Test
	void plainServerIsNoSecureOne() {
		try (PlainServer server = PlainServer.start()) {
			assertThat(failureAt(server.httpsUri()))
				.hasMessage("Google Secret Manager: can't be reached (no secure connection); check that the network, a"
						+ " proxy and the endpoint are right")
				.hasCauseInstanceOf(SSLException.class);
		}
	}

	@Test
	void hangingServiceCostsTheDeadline() {
		this.google.answerFor("key", GoogleStandIn.noAnswer());
		UpstreamException failure = lateFailureOf(Map.of("DB", "db", "KEY", "key"));
		assertThat(failure).hasMessage(LATE);
		assertThat(failure.isSystemAtFault()).isTrue();
	}

	@Test
	void answerThatStopsInTheMiddleCostsTheDeadline() {
		this.google.answer(WireMock.okJson("{\"name\":\"a\",\"payload\":{\"data\":\"Zmlyc3QtcGFzc3dvcmQ=\"}}")
			.withChunkedDribbleDelay(3, 900_000));
		assertThat(lateFailureOf(Map.of("DB", "db"))).hasMessage(LATE);
	}

	@Test
	void failureOfOneDoesNotWaitForTheOthers() {
		this.google.answerFor("db", GoogleStandIn.noAnswer());
		this.google.answerFor("key", GoogleStandIn.error(403, "PERMISSION_DENIED"));
		assertThat(failureOf(this.google.uri(), this.google.credentials(), Map.of("DB", "db", "KEY", "key"),
				Duration.ofDays(1)))
			.hasMessageStartingWith("Google Secret Manager: secret 'key' was denied");
	}

	@Test
	void withoutTimeThereIsNoCall() {
		assertThat(failureOf(this.google.uri(), this.google.credentials(), Map.of("DB", "db"), Duration.ZERO))
			.hasMessageStartingWith("Google Secret Manager: ");
		assertThat(this.google.requests(".*")).isZero();
	}

	@Test
	void interruptionEndsTheRead() throws Exception {
		this.google.answer(GoogleStandIn.noAnswer());
		CountDownLatch interrupted = new CountDownLatch(1);
		Thread thread = new Thread(() -> {
			try {
				GcpMutators.create(this.google, Map.of("DB", "db")).fetch(GcpMutators.context(PLENTY));
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
		thread.start();
		Awaitility.await().atMost(PLENTY).until(() -> this.google.calls().contains("token"));
		thread.interrupt();
		assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void interruptionWhileCallsAreStartedEndsTheRead() {
		GcpSecretReader reader = GcpMutators.reader(this.google.uri(), this.google.credentials(),
				(context) -> Deadline.within("Google Secret Manager", context.remaining()));
		Thread asking = Thread.currentThread();
		Set<SecretLocation> locations = new LinkedHashSet<>() {

			@Override
			public Iterator<SecretLocation> iterator() {
				asking.interrupt();
				return super.iterator();
			}

		};
		locations.add(new SecretLocation("db", Map.of()));
		assertThatExceptionOfType(InterruptedException.class)
			.isThrownBy(() -> reader.read(locations, GcpMutators.context(PLENTY)));
	}

	/**
	 * Fail for lack of time once there is a token.
	 */
	private UpstreamException lateFailureOf(Map<String, String> variables) {
		Iterator<Duration> remaining = Stream.concat(Stream.of(PLENTY), Stream.generate(() -> SHORT)).iterator();
		GcpSecretReader reader = GcpMutators.reader(this.google.uri(), this.google.credentials(),
				(context) -> Deadline.within("Google Secret Manager", remaining.next()));
		return catchThrowableOfType(UpstreamException.class,
				() -> GcpMutators.create(reader, variables).fetch(GcpMutators.context(PLENTY)));
	}

	private UpstreamException failureAt(URI endpoint) {
		return failureOf(endpoint, this.google.credentials(), Map.of("DB", "db"), PLENTY);
	}

	private UpstreamException failureOf(Map<String, String> variables) {
		return failureOf(this.google.uri(), this.google.credentials(), variables, PLENTY);
	}

	private static UpstreamException failureOf(URI endpoint, Credentials credentials, Map<String, String> variables,
			Duration timeout) {
		return catchThrowableOfType(UpstreamException.class,
				() -> GcpMutators.create(endpoint, credentials, variables).fetch(GcpMutators.context(timeout)));
	}

}

package io.provisionhook.plugin.credentialendpoint;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.github.benmanes.caffeine.cache.Ticker;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.credential.Credential;
import io.provisionhook.plugin.credentialendpoint.Host.Stack;
import io.provisionhook.plugin.credentialendpoint.WorkspaceTokens.Claims;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of requests whose source does not come back.
 */
@ExtendWith(OutputCaptureExtension.class)
class HeldRequestsTests {

	private final CountDownLatch asked = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	@ParameterizedTest
	@EnumSource(Stack.class)
	void sourceThatWaitsIsInterruptedAndTheAnswerComesInTime(Stack stack) throws Exception {
		CountDownLatch interrupted = new CountDownLatch(1);
		try (Host host = new Host(stack)) {
			host.source.does((request) -> {
				this.asked.countDown();
				try {
					this.release.await();
				}
				catch (InterruptedException ex) {
					interrupted.countDown();
					throw ex;
				}
				return null;
			});
			assertLate(host, askUntilTheTimeIsUp(host, host.start("w1")));
			assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void answerComesInTimeByTheRealClock() throws Exception {
		Workspaces workspaces = new Workspaces();
		Source source = new Source("build-server");
		source.does((request) -> {
			this.release.await();
			return null;
		});
		List<Object> events = new CopyOnWriteArrayList<>();
		CredentialService service = new CredentialService(Host.tokens(), workspaces,
				new RateLimiter(10, Ticker.systemTicker()),
				GrantedHosts.of(Map.of("grants", () -> Map.of(Source.GITHUB, source))), Clock.systemUTC(),
				Duration.ofMinutes(1));
		Claims claims = new Claims("w1", workspaces.start("w1").generation(), Set.of(Source.GITHUB),
				Instant.parse("2127-01-01T00:00:00Z"));
		HttpRequestData request = new HttpRequestData("POST", "application/x-www-form-urlencoded", 15,
				List.of("Bearer " + Host.tokens().issue(claims)), "127.0.0.1");
		try (CredentialEndpoint endpoint = new CredentialEndpoint(service,
				new AuditEventPublisher(events::add, List.of()), Ticker.systemTicker(), FutureTimeouts.SYSTEM,
				new CredentialEndpoint.Limits(Duration.ofMillis(100), 10, 10, 1000), false)) {
			HttpResponseData response = endpoint
				.handle(request, () -> CompletableFuture.completedFuture("host=github.com"))
				.toCompletableFuture()
				.get(60, TimeUnit.SECONDS);
			assertThat(response.status()).isEqualTo(503);
			assertThat(events).singleElement(InstanceOfAssertFactories.type(CredentialAuditEvent.class))
				.extracting(CredentialAuditEvent::reason)
				.isEqualTo("there was no credential in time");
		}
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void sourceThatIgnoresInterruptionDoesNotHoldTheAnswerButCounts(Stack stack) throws Exception {
		try (Host host = new Host(stack, "max-concurrent-requests=1")) {
			host.source.does((request) -> {
				this.asked.countDown();
				awaitUninterruptibly(this.release);
				return Credential.of("x-access-token", Source.SECRET, null);
			});
			String token = host.start("w1");
			assertLate(host, askUntilTheTimeIsUp(host, token));
			HttpResponse<String> busy = host.ask(token);
			assertThat(busy.statusCode()).isEqualTo(503);
			assertThat(host.events.get(1)).satisfies((event) -> {
				assertThat(event.outcome()).isEqualTo(CredentialOutcome.FAILED);
				assertThat(event.reason()).isEqualTo("too many requests are under way, or the application stops");
				assertThat(event.workspaceId()).isEqualTo("w1");
			});
			this.release.countDown();
			Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> host.ask(token).statusCode() == 200);
			assertThat(host.events).filteredOn((event) -> event.outcome() == CredentialOutcome.GRANTED).hasSize(1);
		}
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void requestsThatWaitHoldNoThreadOfTheServer(Stack stack) {
		try (Host host = new Host(stack, "server.tomcat.threads.max=2", "server.tomcat.threads.min-spare=1",
				"requests-per-minute=1000")) {
			host.source.does((request) -> {
				if (request.context().workspaceId().startsWith("held")) {
					this.release.await();
				}
				return Credential.of("x-access-token", Source.SECRET, null);
			});
			String held = host.start("held");
			CompletableFuture<?>[] waiting = new CompletableFuture<?>[50];
			for (int i = 0; i < waiting.length; i++) {
				waiting[i] = host.askLater(held)
					.thenAccept((response) -> assertThat(response.statusCode()).isEqualTo(200));
			}
			assertThat(host.ask(host.start("w1")).statusCode()).isEqualTo(200);
			this.release.countDown();
			CompletableFuture.allOf(waiting).join();
		}
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void closingTheApplicationEndsWhatWaits(Stack stack) throws Exception {
		CountDownLatch interrupted = new CountDownLatch(1);
		Host host = new Host(stack);
		host.source.does((request) -> {
			this.asked.countDown();
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
			return null;
		});
		CompletableFuture<HttpResponse<String>> waiting = host.askLater(host.start("w1"));
		assertThat(this.asked.await(60, TimeUnit.SECONDS)).isTrue();
		host.close();
		assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
		waiting.cancel(true);
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void closingTheApplicationWritesWhatWasCounted(Stack stack, CapturedOutput output) {
		try (Host host = new Host(stack)) {
			for (int i = 0; i < 3; i++) {
				assertThat(host.ask("nonsense").statusCode()).isEqualTo(401);
			}
			assertThat(output).doesNotContain("more within a minute");
		}
		assertThat(output).contains("; 2 more within a minute; from 127.0.0.1");
	}

	private HttpResponse<String> askUntilTheTimeIsUp(Host host, String token) throws Exception {
		CompletableFuture<HttpResponse<String>> answer = host.askLater(token);
		assertThat(this.asked.await(60, TimeUnit.SECONDS)).isTrue();
		host.time.pass(Duration.ofSeconds(20).minusNanos(1));
		assertThat(host.events).isEmpty();
		host.time.pass(Duration.ofNanos(1));
		return answer.get(60, TimeUnit.SECONDS);
	}

	private static void assertLate(Host host, HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(host.events.get(0)).satisfies((event) -> {
			assertThat(response.body())
				.isEqualTo("provisionhook: no credential at the moment (reference " + event.reference() + ")\n");
			assertThat(event.outcome()).isEqualTo(CredentialOutcome.FAILED);
			assertThat(event.source()).isEqualTo("build-server");
			assertThat(event.reason()).isEqualTo("there was no credential in time");
		});
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		while (true) {
			try {
				latch.await();
				return;
			}
			catch (InterruptedException ex) {
				// As a source that reads from a socket
			}
		}
	}

}

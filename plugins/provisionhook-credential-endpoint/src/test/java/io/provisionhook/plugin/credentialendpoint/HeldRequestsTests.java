package io.provisionhook.plugin.credentialendpoint;

import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.credential.Credential;
import io.provisionhook.plugin.credentialendpoint.Host.Stack;

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
		try (Host host = new Host(stack, "timeout=100ms")) {
			host.source.does((request) -> {
				try {
					this.release.await();
				}
				catch (InterruptedException ex) {
					interrupted.countDown();
					throw ex;
				}
				return null;
			});
			assertLate(host, host.ask(host.start("w1")));
			assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void sourceThatIgnoresInterruptionDoesNotHoldTheAnswerButCounts(Stack stack) throws Exception {
		try (Host host = new Host(stack, "timeout=100ms", "max-concurrent-requests=1")) {
			host.source.does((request) -> {
				this.asked.countDown();
				awaitUninterruptibly(this.release);
				return Credential.of("x-access-token", Source.SECRET, null);
			});
			String token = host.start("w1");
			assertLate(host, host.ask(token));
			HttpResponse<String> busy = host.ask(token);
			assertThat(busy.statusCode()).isEqualTo(503);
			assertThat(host.events.get(1)).satisfies((event) -> {
				assertThat(event.outcome()).isEqualTo(CredentialOutcome.FAILED);
				assertThat(event.reason()).isEqualTo("too many requests are under way, or the application stops");
				assertThat(event.workspaceId()).isNull();
			});
			this.release.countDown();
			Awaitility.await().until(() -> host.ask(token).statusCode() == 200);
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
		assertThat(this.asked.await(30, TimeUnit.SECONDS)).isTrue();
		host.close();
		assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
		waiting.cancel(true);
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

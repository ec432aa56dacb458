package io.provisionhook.plugin.internal.mapping;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;

import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MappedCredentialSource}.
 */
class MappedCredentialSourceTests extends MappedCredentialSourceSetUp {

	@Test
	void credentialIsTheSecretOfTheWorkspacesTenant() throws Exception {
		assertThat(ask()).isEqualTo(Credential.of("git", "first-token", null));
		assertThat(ask("named.example.com", "acme")).isEqualTo(Credential.of("agent", "first-token", null));
		assertThat(this.source.name()).isEqualTo("acme");
		assertThat(this.source.hosts()).contains(new CredentialHost(HOST)).hasSize(5);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\n", "\r\n", "\r", "\n\n", "\r\n\r\n" })
	void lineBreakAtTheEndIsNoPartOfTheCredential(String lineBreak) throws Exception {
		this.store.put("tokens/acme", Secret.ofFields(Map.of("token", " a-token ", "user", "agent")));
		assertThat(ask().secret()).isEqualTo(" a-token ");
		this.store.put("tokens/acme",
				Secret.ofFields(Map.of("token", "second-token" + lineBreak, "user", "agent" + lineBreak)));
		pass(Duration.ofSeconds(30));
		assertThat(ask("pair.example.com", "acme")).isEqualTo(Credential.of("agent", "second-token", null));
		pass(Duration.ofSeconds(29));
		assertThat(forget(HOST, "acme", "second-token" + lineBreak)).isFalse();
		pass(Duration.ofSeconds(1));
		assertThat(forget(HOST, "acme", "second-token")).isTrue();
	}

	@Test
	void secretIsKeptForAShortWhileAndThenReadAgain() throws Exception {
		ask();
		rotate("acme", "second-token");
		pass(Duration.ofSeconds(29));
		assertThat(ask().secret()).isEqualTo("first-token");
		assertThat(this.reads).hasValue(1);
		pass(Duration.ofSeconds(1));
		assertThat(ask()).isEqualTo(Credential.of("git", "second-token", null));
		assertThat(this.reads).hasValue(2);
	}

	@Test
	void secretThatWasNotAcceptedIsReadAgain() throws Exception {
		ask();
		rotate("acme", "second-token");
		pass(Duration.ofSeconds(30).minusNanos(1));
		assertThat(forget(HOST, "acme", "first-token")).isFalse();
		assertThat(ask().secret()).isEqualTo("first-token");
		fail();
		pass(Duration.ofSeconds(1));
		assertThat(ask()).isEqualTo(new Credential("git", "first-token", null, true));
		assertThat(forget(HOST, "globex", "first-token")).isFalse();
		assertThat(forget("other.example.org", "acme", "first-token")).isFalse();
		assertThat(forget(HOST, "acme", "another-token")).isFalse();
		assertThat(ask().secret()).isEqualTo("first-token");
		assertThat(forget(HOST, "acme", "first-token")).isTrue();
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this::ask).withMessage("Acme: down");
		this.failure = null;
		pass(Duration.ofSeconds(30));
		assertThat(ask().secret()).isEqualTo("second-token");
	}

	@Test
	void readsWhenHostsOfOneSecretForgetItInALoopAreOneInHalfAMinute() throws Exception {
		ask();
		for (int second = 1; second <= 120; second++) {
			pass(Duration.ofSeconds(1));
			for (String host : List.of(HOST, "named.example.com", "pair.example.com")) {
				forget(host, "acme", "first-token");
				ask(host, "acme");
			}
		}
		assertThat(this.reads).hasValue(5);
	}

	private boolean forget(String host, String tenant, String secret) {
		return this.source.forget(request(host, tenant, Duration.ofSeconds(50)), secret::equals);
	}

	@Test
	void userNameAndSecretAreOfOneReading() throws Exception {
		assertThat(ask("pair.example.com", "acme"))
			.isEqualTo(Credential.of("user-of-first-token", "first-token", null));
		assertThat(this.reads).hasValue(1);
		this.store.put("users/acme", Secret.ofFields(Map.of("user", "agent-7")));
		assertThat(ask("two.example.com", "acme")).isEqualTo(Credential.of("agent-7", "first-token", null));
		assertThat(this.reads).hasValue(2);
	}

	@Test
	void tenantsDoNotShare(CapturedOutput output) throws Exception {
		rotate("globex", "token-of-globex");
		assertThat(ask().secret()).isEqualTo("first-token");
		assertThat(ask(HOST, "globex").secret()).isEqualTo("token-of-globex");
		fail();
		pass(Duration.ofSeconds(30));
		assertThat(ask(HOST, "globex").secret()).isEqualTo("token-of-globex");
		assertThat(output).containsOnlyOnce("A value could not be refreshed: Acme: down");
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> ask(HOST, "initech"))
			.withMessage("Acme: down");
	}

	@Test
	void manyWhoAskAtOnceShareOneRead() throws Exception {
		this.holds = true;
		ExecutorService askers = Executors.newFixedThreadPool(500);
		try {
			CountDownLatch ready = new CountDownLatch(500);
			List<Future<Credential>> answers = new ArrayList<>();
			for (int i = 0; i < 500; i++) {
				answers.add(askers.submit(() -> {
					ready.countDown();
					return ask();
				}));
			}
			ready.await();
			this.held.countDown();
			for (Future<Credential> answer : answers) {
				assertThat(answer.get().secret()).isEqualTo("first-token");
			}
			assertThat(this.reads).hasValue(1);
		}
		finally {
			askers.shutdownNow();
		}
	}

	@Test
	void askerWhoseTimeIsUpGoesAndEndsTheRead() throws Exception {
		this.holds = true;
		try (MappedCredentialSource timed = new MappedCredentialSource("acme", this.mapping, this::read, "Acme",
				this.health, this.clock,
				(context) -> Deadline.within("Acme", Duration.ofMillis(10), this::timeIsUpOnceRead))) {
			assertThatExceptionOfType(UpstreamException.class)
				.isThrownBy(() -> timed.credential(request(HOST, "acme", Duration.ofSeconds(50))))
				.withMessage("Acme: no answer within 9 ms");
			this.interrupted.await();
		}
	}

	private long timeIsUpOnceRead() {
		return (this.reads.get() == 0) ? 0 : Duration.ofSeconds(1).toNanos();
	}

	@Test
	void askerHasTheTimeOfItsRequest() {
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> this.source.credential(request(HOST, "acme", Duration.ZERO)))
			.withMessage("Acme: no time was left for the request");
		assertThat(this.reads).hasValue(0);
	}

	@Test
	void askerWhoseRealTimeIsUpGoes() {
		this.holds = true;
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> this.source.credential(request(HOST, "acme", Duration.ofMillis(100))))
			.withMessageMatching("Acme: no (answer within \\d+ ms|time was left to ask for a token)");
	}

	@Test
	void askerWhoIsInterruptedGoes() throws Exception {
		this.holds = true;
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(this::ask);
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void everythingThatWasReadIsRedactedForEachAsker() throws Exception {
		ask();
		CredentialRequest second = request(HOST, "acme", Duration.ofSeconds(50));
		this.source.credential(second);
		assertThat(this.reads).hasValue(1);
		assertThat(second.context().redactor().redact("user-of-first-token first-token"))
			.isEqualTo("[redacted] [redacted]");
	}

}

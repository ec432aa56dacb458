package io.provisionhook.plugin.vaultsecrets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.health.contributor.Status;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.upstream.UpstreamException;
import io.provisionhook.plugin.upstream.UpstreamHealthIndicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for reading from a Vault that takes its time.
 */
class DeadlineTests {

	private static final int LONG = 60_000;

	@RegisterExtension
	private final VaultServer server = new VaultServer();

	@Test
	void readThatHangsCostsTheTimeThatThereIs() throws Exception {
		this.server.mountKv1("kv/");
		this.server.secret("kv/a", "{\"k\": \"s3cret-a\"}");
		try (VaultPlugin plugin = VaultPlugin.of(this.server, "variables.A", "kv/a#k")) {
			fetch(plugin, Duration.ofMinutes(1));
			hang("kv/a");
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> fetch(plugin, Duration.ofMillis(1500)))
				.withMessage("Vault did not answer in time, while reading 'kv/a'")
				.withNoCause();
			assertThat(new UpstreamHealthIndicator(plugin.health).health().getStatus()).isEqualTo(Status.DOWN);
		}
	}

	@Test
	void answerThatTricklesCostsTheTimeThatThereIs() throws Exception {
		this.server.mountKv1("kv/");
		String body = VaultServer.data("{\"k\": \"s3cret-a\"}");
		this.server.answer(VaultServer.get("kv/a"), 200, body);
		try (VaultPlugin plugin = VaultPlugin.of(this.server, "variables.A", "kv/a#k")) {
			fetch(plugin, Duration.ofMinutes(1));
			this.server
				.stub(VaultServer.get("kv/a").willReturn(WireMock.okJson(body).withChunkedDribbleDelay(20, LONG)));
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> fetch(plugin, Duration.ofMillis(1500)))
				.withMessage("Vault did not answer in time, while reading 'kv/a'");
		}
	}

	@Test
	void loginThatHangsCostsTheTimeThatThereIs() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
				VaultPlugin plugin = VaultPlugin.of("http://localhost:" + silent.getLocalPort(),
						"authentication.app-role.role-id", "role-1", "variables.A", "kv/a#k")) {
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> fetch(plugin, Duration.ofMillis(1500)))
				.withMessage("Vault did not answer in time, while the login by AppRole at 'auth/approle'");
		}
	}

	@Test
	void withoutTimeVaultIsNotAsked() {
		try (VaultPlugin plugin = VaultPlugin.of(this.server, "variables.A", "kv/a#k", "variables.B", "kv/b#k")) {
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> fetch(plugin, Duration.ZERO))
				.withMessage("Vault was not asked, since no time was left for reading 'kv/a', 'kv/b'");
			assertThat(new UpstreamHealthIndicator(plugin.health).health().getStatus()).isEqualTo(Status.UNKNOWN);
		}
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void severalReadsThatHangAreNamedTogether() throws Exception {
		this.server.mountKv1("kv/");
		for (String name : List.of("a", "b", "c")) {
			this.server.secret("kv/" + name, "{\"k\": \"s3cret\"}");
		}
		try (VaultPlugin plugin = VaultPlugin.of(this.server, "variables.A", "kv/a#k", "variables.B", "kv/b#k",
				"variables.C", "kv/c#k")) {
			fetch(plugin, Duration.ofMinutes(1));
			hang("kv/a");
			hang("kv/c");
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> fetch(plugin, Duration.ofMillis(1500)))
				.satisfies((ex) -> assertThat(ex.getMessage()).isIn(
						"Vault did not answer in time, while reading 'kv/a', 'kv/b', 'kv/c'",
						"Vault did not answer in time, while reading 'kv/a'",
						"Vault did not answer in time, while reading 'kv/c'"));
		}
	}

	@Test
	void failureOfOneSecretEndsTheWaitForTheOthers() {
		this.server.mountKv1("kv/");
		hang("kv/a");
		this.server.answer(VaultServer.get("kv/b"), 404, "{}");
		try (VaultPlugin plugin = VaultPlugin.of(this.server, "variables.A", "kv/a#k", "variables.B", "kv/b#k")) {
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> fetch(plugin, Duration.ofMinutes(5)))
				.withMessage("Vault found nothing while reading 'kv/b' (404); check the path");
		}
	}

	@Test
	void secretsOfAWorkspaceAreReadAtTheSameTime() throws Exception {
		CyclicBarrier both = new CyclicBarrier(2);
		HttpServer answering = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		ExecutorService threads = Executors.newCachedThreadPool();
		answering.setExecutor(threads);
		answering.createContext("/v1/kv/", (exchange) -> {
			await(both);
			byte[] body = VaultServer.data("{\"k\": \"s3cret\"}").getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		answering.start();
		try (VaultPlugin plugin = VaultPlugin.of("http://localhost:" + answering.getAddress().getPort(),
				"authentication.token", VaultServer.TOKEN, "variables.A", "kv/a#k", "variables.B", "kv/b#k")) {
			assertThat(fetch(plugin, Duration.ofMinutes(1))).containsOnlyKeys("A", "B");
		}
		finally {
			answering.stop(0);
			threads.shutdownNow();
		}
	}

	@Test
	void interruptionEndsTheReadOfOneSecret() throws Exception {
		this.server.mountKv1("kv/");
		hang("kv/a");
		assertThatInterruptionEnds("kv/a", "variables.A", "kv/a#k");
	}

	@Test
	void interruptionEndsTheReadOfSeveralSecrets() throws Exception {
		this.server.mountKv1("kv/");
		hang("kv/a");
		hang("kv/b");
		assertThatInterruptionEnds("kv/b", "variables.A", "kv/a#k", "variables.B", "kv/b#k");
	}

	@Test
	void interruptionEndsTheWaitForTheLoginOfSomebodyElse() throws Exception {
		this.server.stub(VaultServer.login("auth/approle/login", "{\"role_id\": \"role-1\"}")
			.willReturn(WireMock.aResponse().withFixedDelay(LONG)));
		try (VaultPlugin plugin = VaultPlugin.of(this.server.uri(), "authentication.app-role.role-id", "role-1",
				"variables.A", "kv/a#k")) {
			Call first = new Call(plugin);
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> this.server.count("auth/approle/login") == 1);
			Call second = new Call(plugin);
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> second.thread.getState() == Thread.State.TIMED_WAITING);
			second.thread.interrupt();
			assertThat(second.failure()).isInstanceOf(InterruptedException.class);
			first.thread.interrupt();
			assertThat(first.failure()).isInstanceOf(InterruptedException.class);
		}
	}

	@Test
	void workspacesThatStartTogetherLogInOnce() throws Exception {
		this.server.mountKv1("kv/");
		this.server.secret("kv/a", "{\"k\": \"s3cret-a\"}");
		this.server.answer(VaultServer.login("auth/approle/login", "{\"role_id\": \"role-1\"}"), 200,
				VaultServer.tokenOf(VaultServer.TOKEN, 3600, true));
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try (VaultPlugin plugin = VaultPlugin.of(this.server.uri(), "authentication.app-role.role-id", "role-1",
				"variables.A", "kv/a#k")) {
			List<Future<?>> fetches = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				fetches.add(threads.submit(() -> fetch(plugin, Duration.ofMinutes(1))));
			}
			for (Future<?> fetch : fetches) {
				assertThat(fetch.get(1, TimeUnit.MINUTES)).isNotNull();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.server.count("auth/approle/login")).isOne();
	}

	private void hang(String path) {
		this.server.stub(VaultServer.get(path).willReturn(WireMock.aResponse().withFixedDelay(LONG)));
	}

	private void assertThatInterruptionEnds(String path, String... settings) throws Exception {
		try (VaultPlugin plugin = VaultPlugin.of(this.server, settings)) {
			Call call = new Call(plugin);
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> this.server.count(path) == 1);
			call.thread.interrupt();
			assertThat(call.failure()).isInstanceOf(InterruptedException.class);
			assertThat(new UpstreamHealthIndicator(plugin.health).health().getStatus()).isEqualTo(Status.UNKNOWN);
		}
	}

	private static Map<String, ?> fetch(VaultPlugin plugin, Duration time) throws Exception {
		return plugin.mutator.fetch(ProvisionContext.of("w-1", VaultPlugin.REQUEST, time));
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException | BrokenBarrierException | TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A fetch on a thread of its own, with a lot of time.
	 */
	private static final class Call {

		private final CountDownLatch ended = new CountDownLatch(1);

		private final Thread thread;

		private volatile @Nullable Throwable failure;

		Call(VaultPlugin plugin) {
			this.thread = new Thread(() -> {
				try {
					fetch(plugin, Duration.ofMinutes(5));
				}
				catch (Exception ex) {
					this.failure = ex;
				}
				this.ended.countDown();
			});
			this.thread.setDaemon(true);
			this.thread.start();
		}

		@Nullable Throwable failure() throws InterruptedException {
			assertThat(this.ended.await(30, TimeUnit.SECONDS)).isTrue();
			return this.failure;
		}

	}

}

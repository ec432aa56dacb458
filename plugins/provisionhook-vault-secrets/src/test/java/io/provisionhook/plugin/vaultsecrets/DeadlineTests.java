package io.provisionhook.plugin.vaultsecrets;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.plugin.internal.upstream.UpstreamHealthIndicator;
import io.provisionhook.plugin.vaultsecrets.VaultServer.HeldAnswers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for reading from a Vault that takes its time.
 */
class DeadlineTests {

	private static final int LONG = 60_000;

	private static final Duration SHORT = Duration.ofMillis(200);

	private static final Duration PLENTY = Duration.ofMinutes(5);

	// Not shared, since requests that are given up may arrive after their test
	private final VaultServer server = new VaultServer();

	private volatile Supplier<Deadline> deadline = () -> Deadline.within("Vault", PLENTY);

	@BeforeEach
	void start() {
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop();
	}

	private VaultPlugin timedAt(String uri, String... settings) {
		return VaultPlugin.of((context) -> new CallContext(this.deadline.get(), context::redact), uri, settings);
	}

	private static Supplier<Deadline> deadlineOnce(BooleanSupplier condition) {
		return () -> Deadline.within("Vault", SHORT, () -> condition.getAsBoolean() ? PLENTY.toNanos() : 0);
	}

	private VaultPlugin timed(String... variables) {
		return timedAt(this.server.uri(), VaultPlugin.withToken(variables));
	}

	@Test
	void readThatHangsCostsTheTimeThatThereIs() throws Exception {
		this.server.mountKv1("kv/");
		this.server.secret("kv/a", "{\"k\": \"s3cret-a\"}");
		try (VaultPlugin plugin = timed("variables.A", "kv/a#k")) {
			fetch(plugin, PLENTY);
			this.deadline = deadlineOnce(this.server.hold("kv/a")::hasArrived);
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> fetch(plugin, PLENTY))
				.withMessage("Vault did not answer in time, while reading 'kv/a'")
				.withNoCause();
			assertThat(new UpstreamHealthIndicator(plugin.health).health().getStatus()).isEqualTo(Status.DOWN);
		}
	}

	@Test
	void readThatHangsEndsWithTheTimeOfTheWorkspace() throws Exception {
		this.server.mountKv1("kv/");
		this.server.secret("kv/a", "{\"k\": \"s3cret-a\"}");
		try (VaultPlugin plugin = VaultPlugin.of(this.server, "variables.A", "kv/a#k")) {
			fetch(plugin, PLENTY);
			this.server.hold("kv/a");
			// A slow machine may not come to ask
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> fetch(plugin, SHORT))
				.satisfies(
						(ex) -> assertThat(ex.getMessage()).isIn("Vault did not answer in time, while reading 'kv/a'",
								"Vault was not asked, since no time was left for reading 'kv/a'"));
		}
	}

	@Test
	void answerThatTricklesCostsTheTimeThatThereIs() throws Exception {
		this.server.mountKv1("kv/");
		String body = VaultServer.data("{\"k\": \"s3cret-a\"}");
		this.server.answer(VaultServer.get("kv/a"), 200, body);
		try (VaultPlugin plugin = timed("variables.A", "kv/a#k")) {
			fetch(plugin, PLENTY);
			// Part of the answer may have come when the time is up
			this.deadline = deadlineOnce(() -> this.server.count("kv/a") == 2);
			this.server
				.stub(VaultServer.get("kv/a").willReturn(WireMock.okJson(body).withChunkedDribbleDelay(20, LONG)));
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> fetch(plugin, PLENTY))
				.withMessage("Vault did not answer in time, while reading 'kv/a'");
		}
	}

	@Test
	void loginThatHangsCostsTheTimeThatThereIs() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
				VaultPlugin plugin = timedAt("http://localhost:" + silent.getLocalPort(),
						"authentication.app-role.role-id", "role-1", "variables.A", "kv/a#k")) {
			CountDownLatch called = new CountDownLatch(1);
			Thread accepting = new Thread(() -> accept(silent, called));
			accepting.start();
			this.deadline = deadlineOnce(() -> called.getCount() == 0);
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> fetch(plugin, PLENTY))
				.withMessage("Vault did not answer in time, while the login by AppRole at 'auth/approle'");
		}
	}

	private static void accept(ServerSocket server, CountDownLatch called) {
		try {
			server.accept().getInputStream().read();
			called.countDown();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
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
	void severalReadsThatHangCostTheTimeThatThereIs() throws Exception {
		this.server.mountKv1("kv/");
		for (String name : List.of("a", "b", "c")) {
			this.server.secret("kv/" + name, "{\"k\": \"s3cret\"}");
		}
		try (VaultPlugin plugin = timed("variables.A", "kv/a#k", "variables.B", "kv/b#k", "variables.C", "kv/c#k")) {
			fetch(plugin, PLENTY);
			HeldAnswers first = this.server.hold("kv/a");
			HeldAnswers last = this.server.hold("kv/c");
			this.deadline = deadlineOnce(() -> first.hasArrived() && last.hasArrived());
			// The first call that notices the deadline reports it
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> fetch(plugin, PLENTY))
				.withMessageMatching("Vault did not answer in time, while reading 'kv/\\w'(, 'kv/\\w', 'kv/\\w')?");
		}
	}

	@Test
	void failureOfOneSecretEndsTheWaitForTheOthers() {
		this.server.mountKv1("kv/");
		this.server.hold("kv/a");
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
			assertThat(fetch(plugin, PLENTY)).containsOnlyKeys("A", "B");
		}
		finally {
			answering.stop(0);
			threads.shutdownNow();
		}
	}

	@Test
	void interruptionEndsTheReadOfOneSecret() throws Exception {
		this.server.mountKv1("kv/");
		assertThatInterruptionEnds("kv/a", "variables.A", "kv/a#k");
	}

	@Test
	void interruptionEndsTheReadOfSeveralSecrets() throws Exception {
		this.server.mountKv1("kv/");
		this.server.hold("kv/a");
		assertThatInterruptionEnds("kv/b", "variables.A", "kv/a#k", "variables.B", "kv/b#k");
	}

	@Test
	void interruptionEndsTheWaitForTheLoginOfSomebodyElse() throws Exception {
		HeldAnswers login = this.server.hold("auth/approle/login");
		try (VaultPlugin plugin = VaultPlugin.of(this.server.uri(), "authentication.app-role.role-id", "role-1",
				"variables.A", "kv/a#k")) {
			Call first = new Call(plugin);
			login.awaitRequest();
			Call second = new Call(plugin);
			VaultServer.await(() -> assertThat(second.thread.getState()).isEqualTo(Thread.State.TIMED_WAITING));
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
				fetches.add(threads.submit(() -> fetch(plugin, PLENTY)));
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

	private void assertThatInterruptionEnds(String path, String... settings) throws Exception {
		HeldAnswers answers = this.server.hold(path);
		try (VaultPlugin plugin = VaultPlugin.of(this.server, settings)) {
			Call call = new Call(plugin);
			answers.awaitRequest();
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
			barrier.await(1, TimeUnit.MINUTES);
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
			assertThat(this.ended.await(1, TimeUnit.MINUTES)).isTrue();
			return this.failure;
		}

	}

}

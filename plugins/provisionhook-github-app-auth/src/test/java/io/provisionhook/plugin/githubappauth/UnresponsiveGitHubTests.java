package io.provisionhook.plugin.githubappauth;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.EnvMutator;
import io.provisionhook.MutatorException;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.ProvisionhookException;
import io.provisionhook.Registry;
import io.provisionhook.plugin.internal.test.SettableClock;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for a GitHub that takes calls and does not answer, or not to the end.
 */
@Timeout(120)
class UnresponsiveGitHubTests {

	private static final String NOTHING = "";

	private static final String HALF_A_HEAD = "HTTP/1.1 201 Crea";

	private static final String HALF_A_BODY = "HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"token\": \"ghs_half";

	private static final String TOKEN = "HTTP/1.1 201 Created\r\nContent-Length: 63\r\n\r\n"
			+ "{\"token\": \"ghs_late\", \"expires_at\": \"2130-01-01T00:00:00.000Z\"}";

	private static final TokenRequest REQUEST = TokenRequest
		.of(new InstallationTarget(InstallationTarget.Kind.INSTALLATION, "99"), List.of(), Map.of());

	// On a slow machine the time may be up before GitHub is asked, or before the mutator
	// has said so
	private static final String OUT_OF_TIME = "provisionhook \"github-app-auth\": "
			+ "(GitHub: no answer within [1-9]\\d{0,2} ms|GitHub: no time was left for the request"
			+ "|timed out after \\d+ ms|was not run, the time of the run was up)";

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final BlockingQueue<Socket> connections = new LinkedBlockingQueue<>();

	private final ServerSocket server;

	private volatile String answer = NOTHING;

	UnresponsiveGitHubTests() throws IOException {
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	@BeforeEach
	void accept() {
		this.executor.execute(() -> {
			try {
				while (true) {
					Socket connection = this.server.accept();
					connection.getOutputStream().write(this.answer.getBytes(StandardCharsets.US_ASCII));
					this.connections.add(connection);
				}
			}
			catch (IOException ex) {
				this.connections.forEach(UnresponsiveGitHubTests::close);
			}
		});
	}

	@AfterEach
	void close() throws IOException {
		this.server.close();
		this.executor.shutdownNow();
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Plugin plugin(String... properties) {
		return new Plugin(new SettableClock(), url(), properties);
	}

	private String url() {
		return "http://127.0.0.1:" + this.server.getLocalPort();
	}

	@ParameterizedTest
	@ValueSource(strings = { NOTHING, HALF_A_HEAD, HALF_A_BODY })
	void callIsGivenUpWhenTheTimeOfAllWhoWaitIsUp(String answer) {
		this.answer = answer;
		try (Plugin plugin = plugin("installation-id=99", "request-timeout=5s")) {
			Deadline deadline = Deadline.within("GitHub", Duration.ofMillis(10), this::timeIsUpOnceCalled);
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> plugin.tokens.get(REQUEST, deadline))
				.withMessage("GitHub: no answer within 9 ms");
			assertThatConnectionsAreGivenUp(1);
		}
	}

	private long timeIsUpOnceCalled() {
		return this.connections.isEmpty() ? 0 : Duration.ofSeconds(1).toNanos();
	}

	@Test
	void failureAtTheDeadlineNamesTheReasonOfTheWait() {
		try (Plugin plugin = plugin("installation-id=99")) {
			Registry registry = new Registry();
			registry.register(plugin.mutator);
			Map<String, String> env = new HashMap<>(Map.of("HOME", "/root"));
			assertThatExceptionOfType(MutatorException.class)
				.isThrownBy(() -> registry.run(Plugin.context(Map.of(), Duration.ofMillis(500)), env))
				.withMessageMatching(OUT_OF_TIME);
			assertThat(env).isEqualTo(Map.of("HOME", "/root"));
			await(() -> registry.abandonedThreads() == 0);
			assertThat(this.connections).allSatisfy(UnresponsiveGitHubTests::assertThatIsGivenUp);
		}
	}

	@Test
	void workspaceWithoutTimeAsksForNothing() {
		try (Plugin plugin = plugin("installation-id=99")) {
			assertThatExceptionOfType(UpstreamException.class)
				.isThrownBy(() -> plugin.mutator.fetch(Plugin.context(Map.of(), Duration.ZERO)))
				.withMessage("GitHub: no time was left for the request");
		}
	}

	@Test
	void deadlineOfTheMutatorIsTheOneThatCounts() {
		try (Plugin plugin = plugin("installation-id=99")) {
			Registry registry = Registry.builder()
				.policies((name) -> MutatorPolicy.DEFAULT.withTimeout(Duration.ofMillis(300)))
				.build();
			registry.register(plugin.mutator);
			assertThatExceptionOfType(MutatorException.class)
				.isThrownBy(() -> registry.run(Plugin.context(Map.of(), Duration.ofMinutes(10)), new HashMap<>()))
				.withMessageMatching(OUT_OF_TIME);
		}
	}

	@Test
	void callThatIsLostIsMadeAgain() throws Exception {
		try (Plugin plugin = plugin("installation-id=99", "request-timeout=1s")) {
			Future<InstallationToken> token = this.executor
				.submit(() -> plugin.mutator.fetch(Plugin.context(Map.of(), Duration.ofSeconds(50))));
			await(() -> !this.connections.isEmpty());
			this.answer = TOKEN;
			assertThat(token.get().value()).isEqualTo("ghs_late");
			assertThat(plugin.pauses).isNotEmpty();
		}
	}

	@Test
	void callThatIsLostAgainAndAgainIsGivenUp() {
		try (Plugin plugin = plugin("installation-id=99", "request-timeout=50ms")) {
			assertThatExceptionOfType(UpstreamException.class)
				.isThrownBy(() -> plugin.mutator.fetch(Plugin.context(Map.of(), Duration.ofSeconds(50))))
				.withMessage("GitHub: " + url() + " did not answer within 50 ms; check "
						+ "'provisionhook.github-app-auth.base-url', firewalls and proxies");
			assertThat(plugin.pauses).hasSize(4);
			assertThat(this.connections).hasSizeLessThanOrEqualTo(5)
				.allSatisfy(UnresponsiveGitHubTests::assertThatIsGivenUp);
		}
	}

	@Test
	void workspaceThatIsCancelledGivesTheCallUp() throws Exception {
		try (Plugin plugin = plugin("organization=acme")) {
			Registry registry = new Registry();
			registry.register(plugin.mutator);
			Future<?> run = this.executor.submit(() -> assertThatExceptionOfType(ProvisionhookException.class)
				.isThrownBy(() -> registry.run(Plugin.context(Map.of(), Duration.ofSeconds(50)), new HashMap<>()))
				.returns(ProvisionhookException.Reason.CANCELLED, ProvisionhookException::getReason));
			Socket connection = this.connections.take();
			this.connections.add(connection);
			run.cancel(true);
			assertThatConnectionsAreGivenUp(1);
			await(() -> registry.abandonedThreads() == 0);
		}
	}

	@Test
	void failureOfAnotherMutatorGivesTheCallUp() {
		try (Plugin plugin = plugin("installation-id=99")) {
			Registry registry = new Registry();
			registry.register(EnvMutator.of("other", (context, env) -> {
				this.connections.add(this.connections.take());
				throw new IllegalStateException("other");
			}));
			registry.register(plugin.mutator);
			assertThatExceptionOfType(MutatorException.class)
				.isThrownBy(() -> registry.run(Plugin.context(Map.of(), Duration.ofSeconds(50)), new HashMap<>()))
				.withMessage("provisionhook \"other\": other");
			assertThatConnectionsAreGivenUp(1);
		}
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofMinutes(1)).until(condition);
	}

	private void assertThatConnectionsAreGivenUp(int number) {
		await(() -> this.connections.size() == number);
		assertThat(this.connections).allSatisfy(UnresponsiveGitHubTests::assertThatIsGivenUp);
	}

	private static void assertThatIsGivenUp(Socket connection) {
		try {
			connection.setSoTimeout(60_000);
			connection.getInputStream().readAllBytes();
		}
		catch (IOException ex) {
			assertThat(ex).hasMessage("Connection reset");
		}
	}

}

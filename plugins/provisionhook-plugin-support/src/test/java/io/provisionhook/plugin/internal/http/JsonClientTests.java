package io.provisionhook.plugin.internal.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.RemoteCalls;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JsonClient}, {@link JsonResponse} and {@link Endpoint}.
 */
@Timeout(60)
class JsonClientTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final HttpServer server;

	private final CountDownLatch end = new CountDownLatch(1);

	private final AtomicInteger arrived = new AtomicInteger();

	JsonClientTests() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.executor);
		this.server.createContext("/json", (exchange) -> answer(exchange, 200, "{\"message\": \"Well Done\"}"));
		this.server.createContext("/text", (exchange) -> answer(exchange, 500, "no JSON"));
		this.server.createContext("/moved", (exchange) -> answer(exchange, 302, ""));
		this.server.createContext("/large", (exchange) -> answer(exchange, 200, "x".repeat(9 * 1024 * 1024)));
		this.server.createContext("/hang", (exchange) -> {
			this.arrived.incrementAndGet();
			await();
			answer(exchange, 200, "{}");
		});
		this.server.createContext("/half", (exchange) -> {
			exchange.sendResponseHeaders(200, 100);
			exchange.getResponseBody().write('{');
			exchange.getResponseBody().flush();
			await();
			exchange.close();
		});
		this.server.start();
	}

	private void await() {
		try {
			this.end.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void answer(HttpExchange exchange, int status, String body) throws IOException {
		try (exchange) {
			exchange.getResponseHeaders().set("Location", endpoint(Duration.ofSeconds(5)).url() + "/json");
			exchange.getResponseHeaders().set("Retry-After", "7");
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(status, (bytes.length > 0) ? bytes.length : -1);
			exchange.getResponseBody().write(bytes);
		}
	}

	@AfterEach
	void close() {
		this.end.countDown();
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	private Endpoint endpoint(Duration timeout) {
		return new Endpoint("Acme", "http://127.0.0.1:" + this.server.getAddress().getPort(), timeout, "acme.url",
				"acme.ssl-bundle");
	}

	private JsonResponse send(String path, Duration timeout) throws Exception {
		return send(client(timeout, 1), path);
	}

	private static JsonResponse send(JsonClient client, String path) throws Exception {
		return client.send(HttpMethod.GET, path, (headers) -> {
		}, null, Deadline.within("Acme", Duration.ofMinutes(2)));
	}

	private JsonClient client(Duration timeout, int atATime) {
		// The connection is there in time, so it is the answer that is late
		return new JsonClient(endpoint(timeout), JsonClient.connect(endpoint(Duration.ofMinutes(2)), null),
				new RemoteCalls("Acme", "acme-", atATime));
	}

	@Test
	void answerHasStatusHeadersAndMembers() throws Exception {
		JsonResponse answer = send("/json", Duration.ofSeconds(30));
		assertThat(answer.isSuccess()).isTrue();
		assertThat(answer.number("Retry-After")).isEqualTo(7);
		assertThat(answer.text("message")).isEqualTo("Well Done");
		assertThat(answer.text("other")).isEmpty();
		assertThat(answer.contains("message", "well")).isTrue();
		assertThat(answer).hasToString("JsonResponse[status=200]");
	}

	@Test
	void answerThatIsNoJsonHasNoMembers() throws Exception {
		JsonResponse answer = send("/text", Duration.ofSeconds(30));
		assertThat(answer.isSuccess()).isFalse();
		assertThat(answer.json()).isNull();
		assertThat(answer.isObject()).isFalse();
		assertThat(answer.path("message").isMissingNode()).isTrue();
		assertThat(answer.text("message")).isEmpty();
		assertThat(endpoint(Duration.ofSeconds(30)).errorStatus(answer, "wait"))
			.hasMessage("Acme: " + endpoint(Duration.ofSeconds(30)).url() + " answered with status 500; wait");
	}

	@Test
	void redirectIsNotFollowed() throws Exception {
		assertThat(send("/moved", Duration.ofSeconds(30)).status()).isEqualTo(302);
	}

	@Test
	void answerThatIsTooLargeIsRefused() {
		assertFailure("/large", Duration.ofSeconds(30),
				"the answer of {} is too large to be Acme's; check 'acme.url', firewalls and proxies", false);
	}

	@Test
	void answerThatDoesNotComeIsGivenUp() {
		assertFailure("/hang", Duration.ofMillis(100),
				"{} did not answer within 100 ms; check 'acme.url', firewalls and proxies", true);
	}

	private void assertFailure(String path, Duration timeout, String message, boolean temporary) {
		Endpoint endpoint = endpoint(timeout);
		assertThatExceptionOfType(RemoteFailure.class).isThrownBy(() -> send(path, timeout)).satisfies((ex) -> {
			assertThat(ex.reason().isTemporary()).isEqualTo(temporary);
			assertThat(endpoint.failure(ex)).hasMessage("Acme: " + message.replace("{}", endpoint.url())).hasNoCause();
		});
	}

	@Test
	void answerThatEndsHalfwayDoesNotKeepTheTurnOfOthers() throws Exception {
		RemoteCalls calls = new RemoteCalls("Acme", "acme-", 1);
		Endpoint impatient = endpoint(Duration.ofSeconds(2));
		JsonClient client = new JsonClient(impatient, JsonClient.connect(impatient, null), calls);
		assertThatExceptionOfType(RemoteFailure.class).isThrownBy(() -> send(client, "/half"));
		Endpoint patient = endpoint(Duration.ofSeconds(30));
		JsonClient next = new JsonClient(patient, JsonClient.connect(patient, null), calls);
		assertThat(send(next, "/json").status()).isEqualTo(200);
	}

	@Test
	void callsBeyondTheLimitWait() throws Exception {
		JsonClient client = client(Duration.ofSeconds(30), 2);
		List<Future<JsonResponse>> answers = List.of(sendLater(client), sendLater(client), sendLater(client));
		Awaitility.await()
			.pollInterval(Duration.ofMillis(5))
			.atMost(Duration.ofSeconds(50))
			.until(() -> this.arrived.get() == 2);
		assertThat(answers).noneMatch(Future::isDone);
		this.end.countDown();
		for (Future<JsonResponse> answer : answers) {
			assertThat(answer.get().status()).isEqualTo(200);
		}
		assertThat(this.arrived).hasValue(3);
	}

	private Future<JsonResponse> sendLater(JsonClient client) {
		return this.executor.submit(() -> send(client, "/hang"));
	}

	@ParameterizedTest
	@ValueSource(longs = { -1, 0, 1 })
	void timeoutThatIsNoneIsExplained(long millis) {
		assertThatExceptionOfType(PluginConfigurationException.class)
			.isThrownBy(() -> Endpoint.requireTimeout(Duration.ofMillis(millis), "acme.timeout"))
			.withMessage("Configuration property 'acme.timeout': it is too short for a request");
	}

}

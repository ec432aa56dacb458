package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Stands in for Vault on a real socket. It answers requests that have the token, and
 * those alone; what was not foreseen is not found. As an extension it is there for all
 * tests of a class, and each finds it as it was at first.
 */
final class VaultServer implements BeforeEachCallback, AfterAllCallback {

	static final String TOKEN = "hvs.marked-host-token";

	private final Map<String, HeldAnswers> held = new ConcurrentHashMap<>();

	private final WireMockServer server = new WireMockServer(WireMockConfiguration.options()
		.bindAddress("localhost")
		.dynamicPort()
		.templatingEnabled(false)
		.extensions(new Holder()));

	@Override
	public void beforeEach(ExtensionContext context) {
		if (this.server.isRunning()) {
			releaseAll();
			this.server.resetAll();
			answerLookUp();
		}
		else {
			start();
		}
	}

	@Override
	public void afterAll(ExtensionContext context) {
		stop();
	}

	void start() {
		this.server.start();
		answerLookUp();
	}

	private void answerLookUp() {
		answer(get("auth/token/lookup-self"), 200, "{\"data\": {\"ttl\": 0, \"renewable\": false}}");
	}

	void stop() {
		releaseAll();
		this.server.stop();
	}

	private void releaseAll() {
		this.held.values().forEach(HeldAnswers::release);
		this.held.clear();
	}

	/**
	 * Hold answers back until the test releases them or ends.
	 * @param path the path that is asked for
	 * @return what the test waits for and releases
	 */
	HeldAnswers hold(String path) {
		HeldAnswers answers = new HeldAnswers();
		this.server
			.stubFor(WireMock.any(WireMock.urlEqualTo("/v1/" + path)).atPriority(10).willReturn(WireMock.notFound()));
		this.held.put("/v1/" + path, answers);
		return answers;
	}

	String uri() {
		return "http://localhost:" + this.server.port();
	}

	static MappingBuilder get(String path) {
		return get(path, TOKEN);
	}

	static MappingBuilder get(String path, String token) {
		return withToken(WireMock.get(WireMock.urlEqualTo("/v1/" + path)), token);
	}

	static MappingBuilder post(String path) {
		return withToken(WireMock.post(WireMock.urlEqualTo("/v1/" + path)), TOKEN);
	}

	static MappingBuilder login(String path, String body) {
		return WireMock.post(WireMock.urlEqualTo("/v1/" + path))
			.withHeader("Content-Type", WireMock.containing("application/json"))
			.withHeader("X-Vault-Token", WireMock.absent())
			.withRequestBody(WireMock.equalToJson(body));
	}

	private static MappingBuilder withToken(MappingBuilder request, String token) {
		return request.withHeader("X-Vault-Token", WireMock.equalTo(token))
			.withHeader("X-Vault-Request", WireMock.equalTo("true"));
	}

	void answer(MappingBuilder request, int status, String json) {
		this.server.stubFor(request.willReturn(
				WireMock.aResponse().withStatus(status).withHeader("Content-Type", "application/json").withBody(json)));
	}

	void stub(MappingBuilder request) {
		this.server.stubFor(request);
	}

	/**
	 * Have a secrets engine mounted, for any token.
	 * @param path its path with a slash at the end
	 * @param type its type
	 * @param options its options as JSON
	 */
	void mount(String path, String type, String options) {
		answer(WireMock.get(WireMock.urlPathMatching("/v1/sys/internal/ui/mounts/" + path + ".*")), 200,
				"{\"data\": {\"path\": \"%s\", \"type\": \"%s\", \"options\": %s}}".formatted(path, type, options));
	}

	void mountKv1(String path) {
		mount(path, "kv", "{\"version\": \"1\"}");
	}

	void mountKv2(String path) {
		mount(path, "kv", "{\"version\": \"2\"}");
	}

	void secret(String path, String data) {
		answer(get(path), 200, data(data));
	}

	void versionedSecret(String path, String data) {
		answer(get(path), 200, versioned(data));
	}

	static String data(String data) {
		return """
				{"request_id": "r-1", "lease_id": "", "renewable": false, "lease_duration": 2764800, "data": %s}"""
			.formatted(data);
	}

	static String versioned(String data) {
		return data("""
				{"data": %s, "metadata": {"deletion_time": "", "destroyed": false, "version": 4}}""".formatted(data));
	}

	static String leased(String leaseId, int seconds, boolean renewable, String data) {
		return """
				{"lease_id": "%s", "renewable": %s, "lease_duration": %d, "data": %s}""".formatted(leaseId, renewable,
				seconds, data);
	}

	static String tokenOf(String token, int seconds, boolean renewable) {
		return """
				{"auth": {"client_token": "%s", "accessor": "a-1", "token_type": "service", "lease_duration": %d,
				"renewable": %s}}""".formatted(token, seconds, renewable);
	}

	void verify(int count, RequestPatternBuilder request) {
		this.server.verify(count, request);
	}

	int count(String path) {
		return requests(path).size();
	}

	List<LoggedRequest> requests(String path) {
		return this.server.findAll(WireMock.anyRequestedFor(WireMock.urlPathEqualTo("/v1/" + path)));
	}

	Stream<LoggedRequest> requests() {
		return this.server.findAll(WireMock.anyRequestedFor(WireMock.anyUrl())).stream();
	}

	/**
	 * Wait for what another thread does.
	 * @param assertion what has to be true in the end
	 */
	static void await(ThrowingRunnable assertion) {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(5))
			.atMost(Duration.ofMinutes(1))
			.untilAsserted(assertion);
	}

	/**
	 * Answers that are held back.
	 */
	static final class HeldAnswers {

		private final CountDownLatch arrived = new CountDownLatch(1);

		private final CountDownLatch released = new CountDownLatch(1);

		void awaitRequest() throws InterruptedException {
			assertThat(this.arrived.await(1, TimeUnit.MINUTES)).isTrue();
		}

		boolean hasArrived() {
			return this.arrived.getCount() == 0;
		}

		void release() {
			this.released.countDown();
		}

		private void pass() {
			this.arrived.countDown();
			try {
				this.released.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

	/**
	 * Holds back what is to be held.
	 */
	private final class Holder implements ResponseDefinitionTransformerV2 {

		@Override
		public ResponseDefinition transform(ServeEvent event) {
			HeldAnswers answers = VaultServer.this.held.get(event.getRequest().getUrl());
			if (answers != null) {
				answers.pass();
			}
			return event.getResponseDefinition();
		}

		@Override
		public String getName() {
			return "holder";
		}

	}

}

package io.provisionhook.plugin.gcpsecretmanager;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.Options;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.Parameters;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.extension.ServeEventListener;
import com.github.tomakehurst.wiremock.http.FormParameter;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.google.auth.oauth2.GoogleCredentials;

/**
 * Stands in for Google's token service and Secret Manager on a real socket. It is as
 * strict: a token is issued for a JWT that the service account has signed for it, and a
 * secret is handed out for that token.
 */
final class GoogleStandIn implements ResponseDefinitionTransformerV2, AutoCloseable {

	static final String TOKEN = "ya29.token-of-the-stand-in";

	private static final String NAME = "google";

	private static final String UNANSWERED = "unanswered";

	private static final ServiceAccount ACCOUNT = ServiceAccount.create();

	private static final Pattern ACCESS = Pattern
		.compile("/v1/(projects/[^/]+(?:/locations/[^/]+)?/secrets/[^/]+/versions/[^/]+):access\\?.*");

	private final ServiceAccount account;

	private final Map<String, byte[]> versions = new ConcurrentHashMap<>();

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final Phaser underway = new Phaser(1);

	private final WireMockServer server;

	private volatile long checksumError;

	GoogleStandIn() {
		this(ACCOUNT);
	}

	GoogleStandIn(ServiceAccount account) {
		this.account = account;
		this.server = new WireMockServer(WireMockConfiguration.options()
			.dynamicPort()
			.templatingEnabled(false)
			.useChunkedTransferEncoding(Options.ChunkedEncodingPolicy.NEVER)
			.bindAddress("127.0.0.1")
			.extensions(this, new Underway()));
		this.server.start();
		this.server.stubFor(
				WireMock.any(WireMock.anyUrl()).atPriority(10).willReturn(WireMock.aResponse().withTransformers(NAME)));
	}

	URI uri() {
		return URI.create("http://127.0.0.1:" + this.server.port());
	}

	ServiceAccount account() {
		return this.account;
	}

	String accountFile() {
		return this.account.json(tokenUri());
	}

	private String tokenUri() {
		return uri() + "/token";
	}

	GoogleCredentials credentials() {
		try {
			return GoogleCredentials
				.fromStream(new ByteArrayInputStream(accountFile().getBytes(StandardCharsets.UTF_8)))
				.createScoped("https://www.googleapis.com/auth/cloud-platform");
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	GoogleStandIn put(String version, String text) {
		return put(version, text.getBytes(StandardCharsets.UTF_8));
	}

	GoogleStandIn put(String version, byte[] bytes) {
		this.versions.put(version, bytes);
		return this;
	}

	void damage() {
		this.checksumError = 1;
	}

	void answer(ResponseDefinitionBuilder answer) {
		this.server.stubFor(WireMock.get(WireMock.urlPathMatching("/v1/.*")).atPriority(1).willReturn(answer));
	}

	void answerFor(String secret, ResponseDefinitionBuilder answer) {
		this.server.stubFor(WireMock.get(WireMock.urlPathMatching(".*/secrets/" + secret + "/.*"))
			.atPriority(1)
			.willReturn(answer));
	}

	void answerOnce(ResponseDefinitionBuilder answer) {
		MappingBuilder once = WireMock.get(WireMock.urlPathMatching("/v1/.*"))
			.atPriority(1)
			.inScenario("once")
			.whenScenarioStateIs("Started")
			.willSetStateTo("over")
			.willReturn(answer);
		this.server.stubFor(once);
	}

	void answerForToken(ResponseDefinitionBuilder answer) {
		this.server.stubFor(WireMock.post("/token").atPriority(1).willReturn(answer));
	}

	int requests(String path) {
		return this.server.countRequestsMatching(WireMock.anyRequestedFor(WireMock.urlPathMatching(path)).build())
			.getCount();
	}

	/**
	 * Return what was asked for.
	 * @return the version of a secret for each call that had a token, {@code token} for
	 * each call that got one
	 */
	List<String> calls() {
		return this.calls;
	}

	static ResponseDefinitionBuilder error(int httpStatus, String status) {
		return WireMock.jsonResponse(
				Map.of("error", Map.of("code", httpStatus, "status", status, "message", "careless: hunter2-hunter2")),
				httpStatus);
	}

	/**
	 * Return what has a call wait until the stand-in is closed.
	 * @return the answer
	 */
	static ResponseDefinitionBuilder noAnswer() {
		return WireMock.aResponse().withTransformers(NAME).withTransformerParameter(UNANSWERED, true);
	}

	@Override
	public ResponseDefinition transform(ServeEvent event) {
		if (event.getTransformerParameters().getBoolean(UNANSWERED, false)) {
			awaitClose();
			return WireMock.noContent().build();
		}
		Request request = event.getRequest();
		try {
			return request.getUrl().equals("/token") ? token(request) : access(request);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void awaitClose() {
		try {
			this.closed.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private ResponseDefinition token(Request request) throws GeneralSecurityException {
		Map<String, FormParameter> form = request.formParameters();
		FormParameter type = form.get("grant_type");
		FormParameter assertion = form.get("assertion");
		if (type == null || !type.containsValue("urn:ietf:params:oauth:grant-type:jwt-bearer") || assertion == null
				|| this.account.problemWith(assertion.firstValue()) != null) {
			return WireMock
				.jsonResponse(Map.of("error", "invalid_grant", "error_description", "careless: hunter2-hunter2"), 400)
				.build();
		}
		this.calls.add("token");
		return WireMock.jsonResponse(Map.of("access_token", TOKEN, "token_type", "Bearer", "expires_in", 3600), 200)
			.build();
	}

	private ResponseDefinition access(Request request) {
		Matcher path = ACCESS.matcher(request.getUrl());
		if (!("Bearer " + TOKEN).equals(request.getHeader("Authorization"))) {
			return error(401, "UNAUTHENTICATED").build();
		}
		if (!request.getMethod().getName().equals("GET") || !path.matches()) {
			return error(404, "NOT_FOUND").build();
		}
		this.calls.add(path.group(1));
		byte[] data = this.versions.get(path.group(1));
		if (data == null) {
			return error(404, "NOT_FOUND").build();
		}
		CRC32C sum = new CRC32C();
		sum.update(data);
		return WireMock
			.jsonResponse(
					Map.of("name", path.group(1), "payload",
							Map.of("data", Base64.getEncoder().encodeToString(data), "dataCrc32c",
									String.valueOf(sum.getValue() + this.checksumError))),
					200)
			.build();
	}

	@Override
	public String getName() {
		return NAME;
	}

	@Override
	public boolean applyGlobally() {
		return false;
	}

	@Override
	public void close() {
		this.closed.countDown();
		try {
			this.underway.awaitAdvanceInterruptibly(this.underway.arrive(), 2, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (TimeoutException ex) {
			// One that is to take longer breaks off
		}
		finally {
			this.server.stop();
		}
	}

	/**
	 * Knows which requests are not answered yet: Google's library prints a stack trace if
	 * an answer breaks off.
	 */
	private final class Underway implements ServeEventListener {

		@Override
		public void beforeMatch(ServeEvent event, Parameters parameters) {
			GoogleStandIn.this.underway.register();
		}

		@Override
		public void afterComplete(ServeEvent event, Parameters parameters) {
			GoogleStandIn.this.underway.arriveAndDeregister();
		}

		@Override
		public String getName() {
			return "underway";
		}

	}

}

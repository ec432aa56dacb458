package io.provisionhook.plugin.githubappauth;

import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for GitHub's REST API, over a real socket. It checks what it gets as GitHub
 * does: the JWT with the public key of the app, by its own clock. All of them but those
 * with options share one server, each below a path of its own, so that calls of an
 * earlier test that come late reach nobody.
 */
final class GitHub implements AutoCloseable {

	static final String APP_ID = "12345";

	private static final Duration LONGEST_JWT = Duration.ofMinutes(10);

	private static final Map<String, GitHub> BY_PATH = new ConcurrentHashMap<>();

	private static final AtomicInteger NUMBERS = new AtomicInteger();

	private final WireMockServer server;

	private final boolean shared;

	private final String path = "/github" + NUMBERS.incrementAndGet();

	private final Clock clock;

	private final Map<String, String> installations = new ConcurrentHashMap<>();

	private final Queue<Supplier<ResponseDefinitionBuilder>> next = new ConcurrentLinkedQueue<>();

	private final Queue<Request> requests = new ConcurrentLinkedQueue<>();

	private final Queue<String> refusals = new ConcurrentLinkedQueue<>();

	private final AtomicInteger tokens = new AtomicInteger();

	private volatile @Nullable ResponseDefinitionBuilder always;

	private volatile Runnable beforeAnswer = () -> {
	};

	GitHub(Clock clock) {
		this(clock, SharedServer.INSTANCE, true);
	}

	/**
	 * Start GitHub.
	 * @param clock its clock
	 * @param options where it listens
	 */
	GitHub(Clock clock, WireMockConfiguration options) {
		this(clock, start(options), false);
	}

	private GitHub(Clock clock, WireMockServer server, boolean shared) {
		this.clock = clock;
		this.server = server;
		this.shared = shared;
		BY_PATH.put(this.path, this);
	}

	private static WireMockServer start(WireMockConfiguration options) {
		WireMockServer server = new WireMockServer(options.bindAddress("127.0.0.1")
			.templatingEnabled(false)
			.disableRequestJournal()
			.containerThreads(120)
			.extensions(new Transformer()));
		server.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.aResponse()));
		server.start();
		return server;
	}

	String url() {
		return (this.server.isHttpsEnabled() ? "https://127.0.0.1:" + this.server.httpsPort()
				: "http://127.0.0.1:" + this.server.port()) + this.path;
	}

	/**
	 * Install the app.
	 * @param path where, as in {@code orgs/acme}
	 * @param id the id of the installation
	 * @return this
	 */
	GitHub installed(String path, String id) {
		this.installations.put("/" + path + "/installation", id);
		return this;
	}

	/**
	 * Answer the next calls in another way than usual.
	 * @param answers an answer for each call
	 * @return this
	 */
	GitHub next(ResponseDefinitionBuilder... answers) {
		for (ResponseDefinitionBuilder answer : answers) {
			this.next.add(() -> answer);
		}
		return this;
	}

	/**
	 * Answer all calls from now on in the same way.
	 * @param answer the answer
	 * @return this
	 */
	GitHub always(ResponseDefinitionBuilder answer) {
		this.always = answer;
		return this;
	}

	GitHub beforeAnswer(Runnable action) {
		this.beforeAnswer = action;
		return this;
	}

	static ResponseDefinitionBuilder status(int status, String message) {
		return WireMock.aResponse()
			.withStatus(status)
			.withHeader("Content-Type", "application/json")
			.withBody("{\"message\": \"" + message + "\", \"documentation_url\": \"https://docs.github.com/rest\"}");
	}

	static ResponseDefinitionBuilder created(String body) {
		return WireMock.aResponse().withStatus(201).withBody(body);
	}

	/**
	 * Return what was called.
	 * @return method, path and body of each call, in the order in which they arrived
	 */
	List<String> calls() {
		return requests().stream()
			.map((request) -> (request.getMethod() + " " + pathOf(request) + " " + request.getBodyAsString()).strip())
			.toList();
	}

	List<Request> requests() {
		return List.copyOf(this.requests);
	}

	/**
	 * Return why JWTs were refused.
	 * @return the reasons
	 */
	List<String> refusals() {
		return List.copyOf(this.refusals);
	}

	static String token(int number) {
		return "ghs_0123456789abcdef" + number;
	}

	private String pathOf(Request request) {
		return request.getUrl().substring(this.path.length());
	}

	@Override
	public void close() {
		BY_PATH.remove(this.path);
		if (!this.shared) {
			this.server.stop();
		}
	}

	private ResponseDefinitionBuilder answer(Request request) {
		this.requests.add(request);
		String refusal = refusal(request);
		if (refusal != null) {
			this.refusals.add(refusal);
			return status(401, refusal);
		}
		Supplier<ResponseDefinitionBuilder> other = this.next.poll();
		if (other != null) {
			return other.get();
		}
		ResponseDefinitionBuilder same = this.always;
		if (same != null) {
			return same;
		}
		if (request.getMethod().getName().equals("GET") && this.installations.containsKey(pathOf(request))) {
			return WireMock.okJson("{\"id\": " + this.installations.get(pathOf(request)) + ", \"app_id\": 12345}");
		}
		if (request.getMethod().getName().equals("POST")
				&& pathOf(request).matches("/app/installations/\\d+/access_tokens")) {
			Instant expiresAt = this.clock.instant().plus(Duration.ofHours(1));
			return created("{\"token\": \"" + token(this.tokens.incrementAndGet()) + "\", \"expires_at\": \""
					+ DateTimeFormatter.ISO_INSTANT.format(expiresAt) + "\", \"repositories\": []}");
		}
		return status(404, "Not Found");
	}

	private @Nullable String refusal(Request request) {
		try {
			SignedJWT jwt = SignedJWT.parse(request.getHeader("Authorization").substring("Bearer ".length()));
			if (!jwt.getHeader().getAlgorithm().equals(JWSAlgorithm.RS256)
					|| !jwt.verify(new RSASSAVerifier((RSAPublicKey) TestKeys.RSA.getPublic()))) {
				return "A JSON web token could not be decoded";
			}
			return refusal(jwt.getJWTClaimsSet());
		}
		catch (ParseException | JOSEException ex) {
			return "A JSON web token could not be decoded";
		}
	}

	private @Nullable String refusal(JWTClaimsSet claims) {
		Instant now = this.clock.instant();
		if (claims.getIssueTime().toInstant().isAfter(now)) {
			return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
		}
		if (!claims.getExpirationTime().toInstant().isAfter(now)) {
			return "'Expiration time' claim ('exp') must be a numeric value representing the future time";
		}
		if (claims.getExpirationTime().toInstant().isAfter(now.plus(LONGEST_JWT))) {
			return "'Expiration time' claim ('exp') is too far in the future";
		}
		return claims.getIssuer().equals(APP_ID) ? null : "Integration not found";
	}

	private ResponseDefinition respond(Request request) {
		ResponseDefinitionBuilder answer = answer(request);
		this.beforeAnswer.run();
		return answer
			.withHeader("Date",
					DateTimeFormatter.RFC_1123_DATE_TIME.format(this.clock.instant().atOffset(ZoneOffset.UTC)))
			.build();
	}

	/**
	 * The server of all. It ends with the tests.
	 */
	private static final class SharedServer {

		private static final WireMockServer INSTANCE = start(WireMockConfiguration.options().dynamicPort());

	}

	/**
	 * Has each answer made here.
	 */
	private static final class Transformer implements ResponseDefinitionTransformerV2 {

		@Override
		public ResponseDefinition transform(ServeEvent event) {
			String url = event.getRequest().getUrl();
			GitHub gitHub = BY_PATH.get(url.substring(0, Math.max(url.indexOf('/', 1), 0)));
			return (gitHub != null) ? gitHub.respond(event.getRequest()) : ResponseDefinition.notConfigured();
		}

		@Override
		public String getName() {
			return "github";
		}

	}

}

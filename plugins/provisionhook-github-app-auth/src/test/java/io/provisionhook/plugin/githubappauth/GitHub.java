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
 * does: the JWT with the public key of the app, by its own clock.
 */
final class GitHub implements AutoCloseable {

	static final String APP_ID = "12345";

	private static final Duration LONGEST_JWT = Duration.ofMinutes(10);

	private final WireMockServer server;

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
		this(clock, WireMockConfiguration.options().dynamicPort());
	}

	/**
	 * Start GitHub.
	 * @param clock its clock
	 * @param options where it listens
	 */
	GitHub(Clock clock, WireMockConfiguration options) {
		this.clock = clock;
		this.server = new WireMockServer(options.containerThreads(80).extensions(new Transformer()));
		this.server.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.aResponse()));
		this.server.start();
	}

	String url() {
		return this.server.isHttpsEnabled() ? "https://127.0.0.1:" + this.server.httpsPort()
				: "http://127.0.0.1:" + this.server.port();
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
			.map((request) -> (request.getMethod() + " " + request.getUrl() + " " + request.getBodyAsString()).strip())
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

	@Override
	public void close() {
		this.server.stop();
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
		if (request.getMethod().getName().equals("GET") && this.installations.containsKey(request.getUrl())) {
			return WireMock.okJson("{\"id\": " + this.installations.get(request.getUrl()) + ", \"app_id\": 12345}");
		}
		if (request.getMethod().getName().equals("POST")
				&& request.getUrl().matches("/app/installations/\\d+/access_tokens")) {
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

	/**
	 * Has each answer made here.
	 */
	private final class Transformer implements ResponseDefinitionTransformerV2 {

		@Override
		public ResponseDefinition transform(ServeEvent event) {
			ResponseDefinitionBuilder answer = answer(event.getRequest());
			GitHub.this.beforeAnswer.run();
			return answer
				.withHeader("Date",
						DateTimeFormatter.RFC_1123_DATE_TIME
							.format(GitHub.this.clock.instant().atOffset(ZoneOffset.UTC)))
				.build();
		}

		@Override
		public String getName() {
			return "github";
		}

	}

}

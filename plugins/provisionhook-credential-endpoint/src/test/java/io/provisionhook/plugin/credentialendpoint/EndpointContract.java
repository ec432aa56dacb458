package io.provisionhook.plugin.credentialendpoint;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.ProvisionContext;
import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.plugin.credentialendpoint.Host.Stack;
import io.provisionhook.plugin.upstream.UpstreamException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the endpoint promises, whatever the web server.
 */
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
abstract class EndpointContract {

	private static final Instant LATER = Instant.parse("2126-01-01T00:00:00Z");

	private final AtomicInteger count = new AtomicInteger();

	private final Host host;

	EndpointContract(Stack stack) {
		this.host = new Host(stack);
	}

	@AfterAll
	void close() {
		this.host.close();
	}

	@BeforeEach
	void resetSource() {
		this.host.source.does((request) -> Credential.of("x-access-token", Source.SECRET, LATER));
		this.host.source.forgets((request) -> null);
	}

	private String newId() {
		return "w" + this.count.incrementAndGet();
	}

	@Test
	void workspaceGetsItsCredentialInTheFormatOfGit() {
		List<CredentialRequest> requests = new ArrayList<>();
		this.host.source.does((request) -> {
			requests.add(request);
			return Credential.of("x-access-token", Source.SECRET, LATER);
		});
		String id = newId();
		HttpResponse<String> response = this.host.ask(this.host.start(id));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("username=x-access-token\npassword=" + Source.SECRET
				+ "\npassword_expiry_utc=" + LATER.getEpochSecond() + "\n");
		assertThat(headers(response)).containsOnly(Map.entry("content-type", List.of("text/plain;charset=UTF-8")),
				Map.entry("cache-control", List.of("no-store")),
				Map.entry("x-content-type-options", List.of("nosniff")),
				Map.entry("content-length", List.of(Integer.toString(response.body().length()))));
		assertThat(requests).singleElement().satisfies((request) -> {
			assertThat(request.host()).isEqualTo(Source.GITHUB);
			assertThat(request.context().workspaceId()).isEqualTo(id);
			assertThat(request.context().generation()).isEqualTo(1);
			assertThat(request.context().request().tenant()).isEqualTo("acme");
			assertThat(request.context().remaining()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
		});
	}

	@Test
	void expiryIsLeftOutIfItIsNotKnown() {
		this.host.source.does((request) -> Credential.of("x-access-token", Source.SECRET, null));
		assertThat(this.host.ask(this.host.start(newId())).body())
			.isEqualTo("username=x-access-token\npassword=" + Source.SECRET + "\n");
	}

	@Test
	void grantedCredentialIsLoggedPublishedAndMeasured(CapturedOutput output) {
		double before = measured("build-server", "github.com", "granted");
		String id = newId();
		this.host.ask(this.host.start(id));
		CredentialAuditEvent event = eventOf(id);
		assertThat(event).usingRecursiveComparison()
			.ignoringFields("reference")
			.isEqualTo(new CredentialAuditEvent(id, Source.GITHUB, "build-server", CredentialOutcome.GRANTED, null, "",
					"127.0.0.1", Duration.ZERO));
		assertThat(output.getOut().lines()).filteredOn((line) -> line.contains(event.reference()))
			.singleElement()
			.asString()
			.contains("INFO")
			.endsWith("Credential request granted; workspace " + id
					+ "; host github.com; source build-server; reference " + event.reference() + "; from 127.0.0.1");
		assertThat(measured("build-server", "github.com", "granted")).isEqualTo(before + 1);
		assertThat(this.host.meters.get("provisionhook.credential.requests").timers()).first()
			.satisfies((timer) -> assertThat(timer.getId().getDescription())
				.isEqualTo("Requests of workspaces for credentials"));
	}

	@Test
	void staleCredentialIsGivenAndNoted(CapturedOutput output) {
		this.host.source.does((request) -> new Credential("x-access-token", Source.SECRET, LATER, true));
		String id = newId();
		assertThat(this.host.ask(this.host.start(id)).statusCode()).isEqualTo(200);
		assertThat(eventOf(id).outcome()).isEqualTo(CredentialOutcome.STALE);
		assertThat(output.getOut().lines()).filteredOn((line) -> line.contains("workspace " + id + ";"))
			.singleElement()
			.asString()
			.contains("INFO", "Credential request stale: the source has no fresh credential at the moment; ");
		assertThat(measured("build-server", "github.com", "stale")).isPositive();
	}

	@Test
	void credentialThatTheHostDoesNotAcceptIsForgotten(CapturedOutput output) {
		List<CredentialRequest> requests = new ArrayList<>();
		this.host.source.forgets((request) -> {
			requests.add(request);
			return null;
		});
		String id = newId();
		HttpResponse<String> response = this.host.ask(this.host.start(id), "action=erase&host=github.com");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEmpty();
		assertThat(headers(response)).containsEntry("cache-control", List.of("no-store"));
		assertThat(requests).singleElement().satisfies((request) -> {
			assertThat(request.host()).isEqualTo(Source.GITHUB);
			assertThat(request.context().workspaceId()).isEqualTo(id);
		});
		assertThat(eventOf(id).outcome()).isEqualTo(CredentialOutcome.FORGOTTEN);
		assertThat(output).contains("Credential request forgotten: the host did not accept the last one; workspace "
				+ id + "; host github.com; source build-server; reference ");
		assertThat(measured("build-server", "github.com", "forgotten")).isPositive();
	}

	@Test
	void nothingIsForgottenForWhoeverMayNotAsk() {
		this.host.source.forgets((request) -> {
			throw new IllegalStateException("was told to forget");
		});
		assertThat(this.host.ask("nonsense", "action=erase&host=github.com").statusCode()).isEqualTo(401);
		String id = newId();
		assertFailed(this.host.ask(this.host.start(id), "action=erase&host=github.com"), id, "was told to forget");
	}

	@ParameterizedTest
	@ValueSource(strings = { "host=GitHub.COM", "protocol=https&host=github.com&path=acme%2Fapp.git",
			"capability%5B%5D=authtype&host=github%2Ecom" })
	void formIsReadAsGitWritesIt(String body) {
		assertThat(this.host.ask(this.host.start(newId()), body).statusCode()).isEqualTo(200);
	}

	@Test
	void hostCanHaveAPort() {
		String token = this.host.start(newId(), Source.GITHUB, Host.GITEA);
		assertThat(this.host.ask(token, "host=git.example.com%3A8443").statusCode()).isEqualTo(200);
		assertThat(this.host.ask(token, "host=git.example.com").statusCode()).isEqualTo(401);
	}

	@Test
	void allRefusalsAreTheSameToWhoeverAsks(CapturedOutput output) {
		Map<String, Refusal> refusals = new TreeMap<>();
		ProvisionContext other = ProvisionContext.of("stopped", this.host.workspaces.start("stopped").request(), 1,
				Duration.ofSeconds(1));
		String stopped = this.host.access().issue(other, Set.of(Source.GITHUB)).token();
		this.host.workspaces.stop("stopped");
		String restarted = this.host.start("restarted");
		this.host.workspaces.start("restarted");
		String unknown = this.host.access()
			.issue(ProvisionContext.of("unknown", other.request(), 1, Duration.ofSeconds(1)), Set.of(Source.GITHUB))
			.token();
		String ended = "the workspace has ended, or has been started again since it got the token";
		String running = this.host.start("running");
		String forged = new AccessTokens(List.of(SigningKey.random())).issue(claims("running", Source.GITHUB));
		refusals.put(this.host.ask(stopped).body(), new Refusal("stopped", ended));
		refusals.put(this.host.ask(restarted).body(), new Refusal("restarted", ended));
		refusals.put(this.host.ask(unknown).body(), new Refusal("unknown", ended));
		refusals.put(this.host.ask(running, "host=gitlab.com").body(),
				new Refusal("running", "the token is for other hosts"));
		refusals
			.put(this.host.ask(testTokens().issue(claims("running", new CredentialHost("gone.com"))), "host=gone.com")
				.body(), new Refusal("running", "no plugin grants this host any more"));
		refusals.put(this.host.ask(forged).body(),
				new Refusal(null, "the token was signed with a key that is not among the signing keys"));
		refusals.put(this.host.ask(running.substring(0, running.length() - 1)).body(),
				new Refusal(null, "the token was not signed by this application"));
		refusals.put(this.host.ask("nonsense").body(), new Refusal(null, "the token has not the form of one"));
		refusals.put(Host.send(this.host.request(running, "host=github.com").setHeader("Authorization", "Basic YTpi"))
			.body(), new Refusal(null, "there is no bearer token"));
		assertThat(refusals).hasSize(9).allSatisfy((body, refusal) -> {
			assertThat(body).matches("provisionhook: refused \\(reference [0-9a-f]{16}\\)\n");
			CredentialAuditEvent event = eventFor(body);
			assertThat(event.outcome()).isEqualTo(CredentialOutcome.REFUSED);
			assertThat(event.workspaceId()).isEqualTo(refusal.workspaceId());
			assertThat(event.reason()).isEqualTo(refusal.reason());
			assertThat(event.source()).isNull();
			assertThat(output.getOut().lines()).filteredOn((line) -> line.contains(event.reference()))
				.singleElement()
				.asString()
				.contains("WARN", "Credential request refused: " + refusal.reason() + "; ");
		});
		assertThat(measured("none", "none", "refused")).isGreaterThanOrEqualTo(9);
	}

	@Test
	void refusalsHaveTheSameStatusAndHeaders() {
		String token = this.host.start(newId());
		List<HttpResponse<String>> responses = List.of(this.host.ask(token, "host=gitlab.com"),
				this.host.ask("nonsense"), this.host.ask(token + "A"));
		assertThat(responses).allSatisfy((response) -> {
			assertThat(response.statusCode()).isEqualTo(401);
			assertThat(headers(response)).containsOnly(Map.entry("content-type", List.of("text/plain;charset=UTF-8")),
					Map.entry("cache-control", List.of("no-store")),
					Map.entry("x-content-type-options", List.of("nosniff")),
					Map.entry("www-authenticate", List.of("Bearer")),
					Map.entry("content-length", List.of(Integer.toString(response.body().length()))));
		});
	}

	@Test
	void expiredTokenIsRefused() {
		String id = newId();
		String token = testTokens().issue(new TokenClaims(id, this.host.workspaces.start(id).generation(),
				Set.of(Source.GITHUB), this.host.time.instant().plusSeconds(1)));
		assertThat(this.host.ask(token).statusCode()).isEqualTo(200);
		this.host.time.pass(Duration.ofSeconds(1));
		HttpResponse<String> response = this.host.ask(token);
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(eventFor(response.body()).reason()).startsWith("the token expired at 2026-03-");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "\"\" | host is missing", "protocol=https | host is missing", "host | host is malformed",
					"host= | host is malformed", "host=%zz | body is malformed", "host=a%0Ab | host is malformed",
					"host=github.com&host=github.com | more than one host",
					"host=github.com&h%6Fst=gitlab.com | more than one host",
					"host=github.com&action=store | action is none of get and erase",
					"host=github.com&action=get&action=erase | more than one action" })
	void malformedFormIsRefusedWhateverTheToken(String body, String problem) {
		for (String token : List.of(this.host.start(newId()), "nonsense")) {
			HttpResponse<String> response = this.host.ask(token, body);
			assertThat(response.statusCode()).isEqualTo(400);
			assertThat(response.body()).matches("provisionhook: " + problem + " \\(reference [0-9a-f]{16}\\)\n");
			assertThat(eventFor(response.body())).satisfies((event) -> {
				assertThat(event.outcome()).isEqualTo(CredentialOutcome.MALFORMED);
				assertThat(event.workspaceId()).isNull();
				assertThat(event.host()).isNull();
				assertThat(event.reason()).isEqualTo(problem);
			});
		}
		assertThat(measured("none", "none", "malformed")).isPositive();
	}

	@Test
	void largeBodyIsRefused() {
		String token = this.host.start(newId());
		String padding = "host=github.com&path=";
		assertThat(this.host.ask(token, padding + "a".repeat(4096 - padding.length())).statusCode()).isEqualTo(200);
		HttpResponse<String> response = this.host.ask(token, padding + "a".repeat(4097 - padding.length()));
		assertThat(response.statusCode()).isEqualTo(413);
		assertThat(response.body()).startsWith("provisionhook: request too large (reference ");
		HttpResponse<String> chunked = Host.send(this.host.request(token, "")
			.POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(padding + "a".repeat(5000)))));
		assertThat(chunked.statusCode()).isEqualTo(413);
	}

	@Test
	void largeAuthorizationHeaderIsRefused() {
		HttpResponse<String> response = this.host.ask("a".repeat(5000));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).startsWith("provisionhook: authorization header too large (reference ");
	}

	@Test
	void twoAuthorizationHeadersAreRefused() {
		String token = this.host.start(newId());
		HttpResponse<String> response = Host
			.send(this.host.request(token, "host=github.com").header("Authorization", "Bearer " + token));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).startsWith("provisionhook: more than one authorization header (reference ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "text/plain", "nonsense", "application/*" })
	void otherContentTypesAreRefused(String contentType) {
		HttpResponse<String> response = Host.send(
				this.host.request(this.host.start(newId()), "host=github.com").setHeader("Content-Type", contentType));
		assertThat(response.statusCode()).isEqualTo(415);
		assertThat(response.body())
			.startsWith("provisionhook: content type is not application/x-www-form-urlencoded (reference ");
	}

	@Test
	void formMayNameItsCharset() {
		assertThat(Host
			.send(this.host.request(this.host.start(newId()), "host=github.com")
				.setHeader("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"))
			.statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "PROPFIND" })
	void otherMethodsAreNotAllowedAndBrowsersLearnNothing(String method) {
		HttpRequest.Builder request = this.host.request(this.host.start(newId()), "")
			.method(method, BodyPublishers.noBody())
			.header("Origin", "https://evil.example.com")
			.header("Access-Control-Request-Method", "POST");
		HttpResponse<String> response = Host.send(request);
		assertThat(response.statusCode()).isEqualTo(405);
		assertThat(response.headers().allValues("Allow")).containsExactly("POST");
		assertThat(response.headers().map().keySet())
			.noneMatch((name) -> name.toLowerCase(Locale.ROOT).startsWith("access-"));
	}

	@Test
	void browsersGetNoCorsHeadersWithAnAnswer() {
		HttpResponse<String> response = Host.send(this.host.request(this.host.start(newId()), "host=github.com")
			.header("Origin", "https://evil.example.com"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(headers(response).keySet()).containsExactlyInAnyOrder("content-type", "cache-control",
				"x-content-type-options", "content-length");
	}

	@Test
	void endpointIsAtItsPathOnly() {
		for (String suffix : List.of("/", "/x", "x")) {
			HttpRequest.Builder request = this.host.request(this.host.start(newId()), "host=github.com");
			String url = request.build().uri() + suffix;
			assertThat(Host.send(request.uri(URI.create(url))).body()).as(suffix).doesNotContain(Source.SECRET);
		}
	}

	@Test
	void askingTooOftenIsLimitedForThatWorkspaceOnly(CapturedOutput output) {
		String busy = newId();
		String token = this.host.start(busy);
		List<Integer> statuses = new ArrayList<>();
		for (int i = 0; i < 121; i++) {
			statuses.add(this.host.ask(token).statusCode());
		}
		assertThat(statuses.subList(0, 120)).containsOnly(200);
		assertThat(statuses.get(120)).isEqualTo(429);
		HttpResponse<String> response = this.host.ask(token);
		assertThat(response.headers().allValues("Retry-After")).containsExactly("1");
		assertThat(response.body()).startsWith("provisionhook: too many requests (reference ");
		assertThat(eventFor(response.body())).satisfies((event) -> {
			assertThat(event.outcome()).isEqualTo(CredentialOutcome.LIMITED);
			assertThat(event.workspaceId()).isEqualTo(busy);
		});
		assertThat(output).contains("Credential request limited: the workspace has asked too often; workspace " + busy);
		assertThat(measured("none", "none", "limited")).isPositive();
		assertThat(this.host.ask(this.host.start(newId())).statusCode()).isEqualTo(200);
		this.host.time.pass(Duration.ofMillis(500));
		assertThat(this.host.ask(token).statusCode()).isEqualTo(200);
		assertThat(this.host.ask(token).statusCode()).isEqualTo(429);
	}

	@Test
	void failureOfTheSourceIsForTheOperatorOnly(CapturedOutput output) {
		this.host.source.does((request) -> {
			throw UpstreamException.ofSystem("GitHub: 502, try again", null);
		});
		String id = newId();
		HttpResponse<String> response = this.host.ask(this.host.start(id));
		assertFailed(response, id, "GitHub: 502, try again");
		assertThat(output).contains("WARN")
			.contains("Credential request failed: GitHub: 502, try again; workspace " + id + "; host github.com; "
					+ "source build-server; reference ");
		assertThat(measured("build-server", "github.com", "failed")).isPositive();
	}

	@Test
	void secretsAreTakenOutOfFailures(CapturedOutput output) {
		this.host.source.does((request) -> {
			request.context().redact(Source.SECRET);
			throw new IllegalStateException("got " + Source.SECRET + "\nfrom https://me:url-password@host/");
		});
		String id = newId();
		assertFailed(this.host.ask(this.host.start(id)), id, "got [redacted] from https://me:[redacted]@host/");
		assertThat(output.getAll()).doesNotContain(Source.SECRET, "url-password");
	}

	@Test
	void errorsOfTheSourceAreFailuresToo() {
		this.host.source.does((request) -> {
			throw new StackOverflowError("marked");
		});
		String id = newId();
		assertFailed(this.host.ask(this.host.start(id)), id,
				"an error in the application: java.lang.StackOverflowError");
	}

	@Test
	void sourceThatHasNothingFails() {
		this.host.source.does((request) -> null);
		String id = newId();
		assertFailed(this.host.ask(this.host.start(id)), id, "the source returned null");
	}

	@Test
	void credentialThatHasExpiredIsNotGiven() {
		Instant now = this.host.time.instant();
		this.host.source.does((request) -> Credential.of("x-access-token", Source.SECRET, now));
		String id = newId();
		assertFailed(this.host.ask(this.host.start(id)), id, "the source returned a credential that expired at " + now);
	}

	@Test
	void workspacesThatCanNotBeLookedUpAreAFailure() {
		String token = testTokens().issue(claims("broken", Source.GITHUB));
		HttpResponse<String> response = this.host.ask(token);
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(eventFor(response.body()).reason())
			.isEqualTo("the workspace could not be looked up: the store of https://user:[redacted]@db/ is down");
	}

	@Test
	void manyCanAskAtOnce() {
		List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			String id = newId();
			responses.add(this.host.askLater(this.host.start(id)));
		}
		assertThat(responses).allSatisfy((response) -> assertThat(response.join().statusCode()).isEqualTo(200));
	}

	private void assertFailed(HttpResponse<String> response, String workspaceId, String reason) {
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.body())
			.matches("provisionhook: no credential at the moment \\(reference [0-9a-f]{16}\\)\n");
		assertThat(eventFor(response.body())).satisfies((event) -> {
			assertThat(event.outcome()).isEqualTo(CredentialOutcome.FAILED);
			assertThat(event.workspaceId()).isEqualTo(workspaceId);
			assertThat(event.host()).isEqualTo(Source.GITHUB);
			assertThat(event.source()).isEqualTo("build-server");
			assertThat(event.reason()).isEqualTo(reason);
		});
	}

	private AccessTokens testTokens() {
		return new AccessTokens(SigningKeys.read(List.of(Host.KEY)));
	}

	private TokenClaims claims(String workspaceId, CredentialHost host) {
		return new TokenClaims(workspaceId, 1, Set.of(host), this.host.time.instant().plusSeconds(3600));
	}

	private CredentialAuditEvent eventOf(String workspaceId) {
		return this.host.events.stream()
			.filter((event) -> workspaceId.equals(event.workspaceId()))
			.findFirst()
			.orElseThrow();
	}

	private CredentialAuditEvent eventFor(String body) {
		return this.host.events.stream()
			.filter((event) -> body.contains("(reference " + event.reference() + ")"))
			.findFirst()
			.orElseThrow();
	}

	private double measured(String source, String credentialHost, String outcome) {
		Timer timer = this.host.meters.find("provisionhook.credential.requests")
			.tags("source", source, "host", credentialHost, "outcome", outcome)
			.timer();
		return (timer != null) ? timer.count() : 0;
	}

	private static Map<String, List<String>> headers(HttpResponse<?> response) {
		Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.putAll(response.headers().map());
		// Those of the connection
		headers.keySet().removeAll(Set.of("date", "connection", "keep-alive"));
		return headers;
	}

	private record Refusal(@Nullable String workspaceId, String reason) {
	}

}

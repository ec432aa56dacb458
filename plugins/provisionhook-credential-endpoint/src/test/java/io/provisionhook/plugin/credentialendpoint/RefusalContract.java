package io.provisionhook.plugin.credentialendpoint;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.system.CapturedOutput;

import io.provisionhook.ProvisionContext;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.plugin.credentialendpoint.WorkspaceTokens.Claims;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who gets nothing, and who has to wait.
 */
abstract class RefusalContract extends EndpointContract {

	RefusalContract(Host host) {
		super(host);
	}

	@Test
	void eraseWhenTheTokenIsNotValidForgetsNothing() {
		this.host.source.forgets((request, rejected) -> {
			throw new IllegalStateException("forget was called");
		});
		String erase = "action=erase&host=github.com&digest=" + "0".repeat(40);
		assertThat(this.host.ask("nonsense", erase).statusCode()).isEqualTo(401);
		String id = newId();
		assertFailed(this.host.ask(this.host.start(id), erase), id, "forget was called");
	}

	@Test
	void allRefusalsHaveTheSameResponse(CapturedOutput output) {
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
		String gone = Host.tokens().issue(this.host.claims("running", new CredentialHost("gone.com")));
		String forged = new WorkspaceTokens(List.of(SigningKey.random()))
			.issue(this.host.claims("running", Source.GITHUB));
		refusals.put(this.host.ask(stopped).body(), new Refusal("stopped", ended));
		refusals.put(this.host.ask(restarted).body(), new Refusal("restarted", ended));
		refusals.put(this.host.ask(unknown).body(), new Refusal("unknown", ended));
		refusals.put(this.host.ask(running, "host=gitlab.com").body(),
				new Refusal("running", "the token is for other hosts"));
		refusals.put(this.host.ask(gone, "host=gone.com").body(),
				new Refusal("running", "no plugin grants this host any more"));
		refusals.put(this.host.ask(forged).body(),
				new Refusal(null, "the token was signed with a key that is not among the signing keys"));
		refusals.put(this.host.ask(running.substring(0, running.length() - 1)).body(),
				new Refusal(null, "the token was not signed by this application"));
		refusals.put(this.host.ask("nonsense").body(), new Refusal(null, "the token is malformed"));
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
	void tokenOfAKeyThatIsConfiguredNoMoreIsRefused() {
		byte[] old = "the-key-before-the-present-one-01".getBytes(StandardCharsets.US_ASCII);
		String id = newId();
		this.host.start(id);
		WorkspaceTokens tokens = new WorkspaceTokens(List.of(SigningKey.of(old)));
		assertThat(this.host.ask(tokens.issue(this.host.claims(id, Source.GITHUB))).statusCode()).isEqualTo(401);
	}

	@Test
	void expiredTokenIsRefused() {
		String id = newId();
		String token = Host.tokens()
			.issue(new Claims(id, this.host.workspaces.start(id).generation(), Set.of(Source.GITHUB),
					this.host.time.instant().plusSeconds(1)));
		assertThat(this.host.ask(token).statusCode()).isEqualTo(200);
		this.host.time.pass(Duration.ofSeconds(1));
		HttpResponse<String> response = this.host.ask(token);
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(eventFor(response.body()).reason()).startsWith("the token expired at 2126-03-");
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
	void storeWhenATokenIsNotAuthenticOrAsksTooOftenIsNotAsked() {
		String token = this.host.start(newId());
		int before = this.host.workspaces.lookUps.get();
		for (int i = 0; i < 150; i++) {
			this.host.ask(token);
			this.host.ask("nonsense");
		}
		assertThat(this.host.workspaces.lookUps.get() - before).isEqualTo(120);
	}

	@Test
	void limitOfAWorkspaceIsNotUsedUpByATokenOfAnEarlierLife() {
		String id = newId();
		String old = this.host.start(id);
		String current = this.host.start(id);
		for (int i = 0; i < 121; i++) {
			this.host.ask(old);
		}
		assertThat(this.host.ask(old).statusCode()).isEqualTo(429);
		assertThat(this.host.ask(current).statusCode()).isEqualTo(200);
	}

	private record Refusal(@Nullable String workspaceId, String reason) {
	}

}

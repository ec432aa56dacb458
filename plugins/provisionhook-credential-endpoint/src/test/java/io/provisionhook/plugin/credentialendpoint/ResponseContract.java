package io.provisionhook.plugin.credentialendpoint;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;

import io.provisionhook.ProvisionContext;
import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a workspace gets, and what is noted of it.
 */
abstract class ResponseContract extends EndpointContract {

	ResponseContract(Host host) {
		super(host);
	}

	@Test
	void workspaceGetsItsCredentialInTheFormatOfGit() {
		List<CredentialRequest> requests = new CopyOnWriteArrayList<>();
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
	void credentialIsMadeKnownAsASecretOfItsWorkspace() {
		String id = newId();
		this.host.ask(this.host.start(id));
		assertThat(this.host.workspaces.redacted).containsEntry(id, Source.SECRET);
	}

	@Test
	void credentialThatCanNotBeMadeKnownIsNotHandedOut(CapturedOutput output) {
		String id = "unredacted-" + newId();
		HttpResponse<String> response = this.host.ask(this.host.start(id));
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.body()).doesNotContain(Source.SECRET);
		assertThat(output)
			.contains("Credential request failed: the credential could not be redacted in the output of the workspace:"
					+ " no output of which to take [redacted]; workspace " + id);
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
					"127.0.0.1", Duration.ZERO, 0));
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

	@ParameterizedTest
	@ValueSource(strings = { "SHA-1", "SHA-256" })
	void credentialThatTheHostDoesNotAcceptIsForgotten(String algorithm, CapturedOutput output) throws Exception {
		List<CredentialRequest> requests = new CopyOnWriteArrayList<>();
		this.host.source.forgets((request, rejected) -> {
			requests.add(request);
			assertThat(rejected).rejects("another-secret", "", Source.SECRET + "\n");
			return rejected.test(Source.SECRET);
		});
		String id = newId();
		String token = this.host.start(id);
		HttpResponse<String> response = this.host.ask(token,
				"action=erase&host=github.com&digest=" + digest(algorithm, token, Source.SECRET));
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
	void eraseWhenTheDigestIsOfAnotherCredentialOrTokenForgetsNothing(CapturedOutput output) throws Exception {
		this.host.source.forgets((request, rejected) -> rejected.test(Source.SECRET));
		String id = newId();
		String token = this.host.start(id);
		for (String digest : List.of(digest("SHA-1", token, "another-secret"),
				digest("SHA-256", this.host.start(newId()), Source.SECRET))) {
			HttpResponse<String> response = this.host.ask(token, "action=erase&host=github.com&digest=" + digest);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).isEmpty();
		}
		assertThat(eventOf(id).outcome()).isEqualTo(CredentialOutcome.KEPT);
		assertThat(output).containsOnlyOnce("Credential request kept: the source has another credential than the one"
				+ " that was not accepted, or keeps none, or got it less than 30 seconds ago; workspace " + id);
		assertThat(measured("build-server", "github.com", "kept")).isGreaterThanOrEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "&digest=" })
	void eraseWhenThereIsNoDigestForgetsNothing(String digest, CapturedOutput output) {
		this.host.source.forgets((request, rejected) -> {
			throw new IllegalStateException("forget was called");
		});
		String id = newId();
		HttpResponse<String> response = this.host.ask(this.host.start(id), "action=erase&host=github.com" + digest);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEmpty();
		assertThat(output).contains("Credential request kept: the workspace did not say which credential was not"
				+ " accepted; workspace " + id + "; host github.com; source build-server; reference ");
	}

	private static String digest(String algorithm, String token, String secret) throws Exception {
		byte[] content = (token + "\n" + secret).getBytes(StandardCharsets.UTF_8);
		byte[] header = ("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8);
		MessageDigest digest = MessageDigest.getInstance(algorithm);
		digest.update(header);
		return HexFormat.of().formatHex(digest.digest(content));
	}

	@Test
	void tokenIsASecretOfTheWorkspace() {
		ProvisionContext context = this.host.workspaces.start(newId());
		Instant now = this.host.time.instant().truncatedTo(ChronoUnit.SECONDS);
		WorkspaceAccess access = this.host.access().issue(context, Set.of(Source.GITHUB));
		assertThat(context.redactor().redact("sent " + access.token())).isEqualTo("sent [redacted]");
		assertThat(access.expiresAt()).isEqualTo(now.plus(Duration.ofDays(30)));
		assertThat(access)
			.hasToString("WorkspaceAccess[url=" + access.url() + ", expiresAt=" + access.expiresAt() + "]");
	}

	@Test
	void hostCanHaveAPort() {
		String token = this.host.start(newId(), Source.GITHUB, Host.GITEA);
		assertThat(this.host.ask(token, "host=git.example.com%3A8443").statusCode()).isEqualTo(200);
		assertThat(this.host.ask(token, "host=git.example.com").statusCode()).isEqualTo(401);
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

}

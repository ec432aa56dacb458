package io.provisionhook.plugin.credentialendpoint;

import java.net.http.HttpResponse;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.system.CapturedOutput;

import io.provisionhook.credential.Credential;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said of failures, and to whom.
 */
abstract class FailureContract extends EndpointContract {

	FailureContract(Host host) {
		super(host);
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
		String token = Host.tokens().issue(this.host.claims("broken", Source.GITHUB));
		HttpResponse<String> response = this.host.ask(token);
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(eventFor(response.body()).reason())
			.isEqualTo("the workspace could not be looked up: the store of https://user:[redacted]@db/ is down");
	}

}

package io.provisionhook.plugin.credentialendpoint;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Timer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.credential.Credential;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the endpoint promises, whatever the web server. Each topic has a class of its own.
 */
@ExtendWith(OutputCaptureExtension.class)
abstract class EndpointContract {

	static final Instant LATER = Instant.parse("2127-01-01T00:00:00Z");

	// Of all topics, since they share a host
	private static final AtomicInteger COUNT = new AtomicInteger();

	final Host host;

	EndpointContract(Host host) {
		this.host = host;
	}

	@BeforeEach
	void reset() {
		// What earlier tests were refused is summed up, so that each kind has a new line
		this.host.time.pass(Duration.ofMinutes(1));
		this.host.source.does((request) -> Credential.of("x-access-token", Source.SECRET, LATER));
		this.host.source.forgets((request, rejected) -> false);
	}

	static String newId() {
		return "w" + COUNT.incrementAndGet();
	}

	void assertFailed(HttpResponse<String> response, String workspaceId, String reason) {
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

	CredentialAuditEvent eventOf(String workspaceId) {
		return this.host.events.stream()
			.filter((event) -> workspaceId.equals(event.workspaceId()))
			.findFirst()
			.orElseThrow();
	}

	CredentialAuditEvent eventFor(String body) {
		return this.host.events.stream()
			.filter((event) -> body.contains("(reference " + event.reference() + ")"))
			.findFirst()
			.orElseThrow();
	}

	double measured(String source, String credentialHost, String outcome) {
		Timer timer = this.host.meters.find("provisionhook.credential.requests")
			.tags("source", source, "host", credentialHost, "outcome", outcome)
			.timer();
		return (timer != null) ? timer.count() : 0;
	}

	static Map<String, List<String>> headers(HttpResponse<?> response) {
		Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.putAll(response.headers().map());
		// Those of the connection
		headers.keySet().removeAll(Set.of("date", "connection", "keep-alive"));
		return headers;
	}

}

package io.provisionhook.plugin.credentialendpoint;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import io.provisionhook.credential.Credential;
import io.provisionhook.plugin.credentialendpoint.CredentialQuery.RejectedSecret;
import io.provisionhook.plugin.credentialendpoint.Host.Stack;
import io.provisionhook.plugin.credentialendpoint.WorkspaceTokens.Claims;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that secrets get to the workspace and nowhere else, whatever the application
 * does.
 */
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
class SecretLeakTests {

	private final Map<Stack, Host> hosts = new EnumMap<>(Stack.class);

	// With all that an application may have against the endpoint
	private Host hostile(Stack stack) {
		return this.hosts.computeIfAbsent(stack,
				(key) -> new Host(key, Hostile.class, "server.forward-headers-strategy=framework"));
	}

	@AfterAll
	void close() {
		this.hosts.values().forEach(Host::close);
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void noLogHasATokenOrASecret(Stack stack, CapturedOutput output) {
		// Tomcat itself writes each request to its own log at this level
		try (Host host = new Host(stack, "logging.level.root=DEBUG", "logging.level.org.apache=INFO",
				"logging.level.jdk=INFO")) {
			String token = host.start("w1");
			assertThat(host.ask(token).body()).contains(Source.SECRET);
			host.source.does((request) -> {
				request.context().redact(Source.SECRET);
				throw new IllegalStateException(Source.SECRET);
			});
			assertThat(host.ask(token).statusCode()).isEqualTo(503);
			assertThat(host.ask(token, "host=gitlab.com").statusCode()).isEqualTo(401);
			assertThat(host.ask(token + "x").statusCode()).isEqualTo(401);
			assertThat(host.ask(token, "host=" + token + "%0A").statusCode()).isEqualTo(400);
			assertThat(output.getAll()).contains("DEBUG", "Credential request granted", "Credential request refused")
				.doesNotContain(Source.SECRET, token, token.substring(0, 60), Host.KEY);
		}
		finally {
			LoggingSystem.get(getClass().getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
		}
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void failingListenerChangesNothing(Stack stack, CapturedOutput output) {
		Host host = hostile(stack);
		assertThat(host.ask(host.start("w1")).statusCode()).isEqualTo(200);
		assertThat(host.ask("nonsense").statusCode()).isEqualTo(401);
		assertThat(output).contains("Credential request granted; workspace w1")
			.contains("A listener failed to note the credential request with reference ")
			.contains(": the audit database is down");
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void controllerForEverythingDoesNotHideTheEndpoint(Stack stack) {
		Host host = hostile(stack);
		HttpRequest.Builder elsewhere = host.request(host.start("w1"), "host=github.com");
		assertThat(Host.send(elsewhere.uri(host.url().resolve("/elsewhere"))).body()).isEqualTo("mine");
		assertThat(host.ask(host.start("w1")).body()).contains(Source.SECRET);
	}

	@Test
	void whatIsShownHasNoSecret() throws Exception {
		SettableTime time = new SettableTime();
		WorkspaceTokens tokens = Host.tokens();
		String token = tokens.issue(new Claims("w1", 1, Set.of(Source.GITHUB), time.instant()));
		HttpRequestData request = new HttpRequestData("POST", "application/x-www-form-urlencoded", 15,
				List.of("Bearer " + token), "127.0.0.1");
		Credential credential = Credential.of("user", Source.SECRET, Instant.MAX);
		assertThat(List.of(tokens, request, new RejectedSecret(token, "d".repeat(40)),
				new CredentialService.Admission(token, Host.tokens().verify(token)),
				new WorkspaceAccess(URI.create("http://host/"), token, time.instant()),
				new HttpResponseData(200, Map.of(), credential.secret())))
			.allSatisfy((shown) -> assertThat(shown.toString()).doesNotContain(token, Source.SECRET));
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void strangeAddressesAndIdsDoNotBreakTheLog(Stack stack, CapturedOutput output) {
		Host host = hostile(stack);
		String token = host.start("evil\nINFO forged" + "x".repeat(2000));
		assertThat(Host.send(host.request(token, "host=github.com").header("X-Forwarded-For", "<forged>")).statusCode())
			.isEqualTo(200);
		assertThat(host.events).filteredOn((event) -> String.valueOf(event.workspaceId()).startsWith("evil"))
			.singleElement()
			.satisfies((event) -> assertThat(event.remoteAddress()).doesNotContain("forged"));
		assertThat(output.getOut().lines()).filteredOn((line) -> line.contains("Credential request granted"))
			.singleElement()
			.asString()
			.contains("; workspace evil INFO forgedxxx")
			.hasSizeLessThan(1200);
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ FailingListener.class, GreedyController.class })
	static class Hostile {

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingListener {

		@Bean
		ApplicationListener<PayloadApplicationEvent<CredentialAuditEvent>> failingListener() {
			return new AuditDatabase();
		}

	}

	private static final class AuditDatabase
			implements ApplicationListener<PayloadApplicationEvent<CredentialAuditEvent>> {

		@Override
		public void onApplicationEvent(PayloadApplicationEvent<CredentialAuditEvent> event) {
			throw new IllegalStateException("the audit database is down");
		}

	}

	@RestController
	static class GreedyController {

		@PostMapping("/**")
		String answer() {
			return "mine";
		}

	}

}

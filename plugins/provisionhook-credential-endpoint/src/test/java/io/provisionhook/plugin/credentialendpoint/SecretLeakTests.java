package io.provisionhook.plugin.credentialendpoint;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.credential.Credential;
import io.provisionhook.plugin.credentialendpoint.Host.Stack;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that secrets get to the workspace and nowhere else, whatever the application
 * does.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecretLeakTests {

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
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void failingListenerChangesNothing(Stack stack, CapturedOutput output) {
		try (Host host = new Host(stack, FailingListener.class)) {
			assertThat(host.ask(host.start("w1")).statusCode()).isEqualTo(200);
			assertThat(host.ask("nonsense").statusCode()).isEqualTo(401);
			assertThat(output).contains("Credential request granted; workspace w1")
				.contains("A listener failed to note the credential request with reference ")
				.contains(": the audit database is down");
		}
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void controllerForEverythingDoesNotHideTheEndpoint(Stack stack) {
		try (Host host = new Host(stack, GreedyController.class)) {
			assertThat(host.ask(host.start("w1")).body()).contains(Source.SECRET);
		}
	}

	@Test
	void whatIsShownHasNoSecret() {
		SettableTime time = new SettableTime();
		AccessTokens tokens = Host.tokens();
		String token = tokens.issue(new TokenClaims("w1", 1, Set.of(Source.GITHUB), time.instant()));
		EndpointRequest request = new EndpointRequest("POST", "application/x-www-form-urlencoded",
				List.of("Bearer " + token), "host=github.com", "127.0.0.1");
		Credential credential = Credential.of("user", Source.SECRET, Instant.MAX);
		assertThat(List.of(tokens, request, new Question(Source.GITHUB, token, false),
				new WorkspaceAccess(URI.create("http://host/"), token, time.instant()),
				new EndpointAnswer(200, Map.of(), credential.secret())))
			.allSatisfy((shown) -> assertThat(shown.toString()).doesNotContain(token, Source.SECRET));
	}

	@Test
	void tokenIsASecretOfTheWorkspace() {
		ProvisionContext context = ProvisionContext.of("w1", WorkspaceRequest.named("demo").build(), 1,
				Duration.ofSeconds(1));
		try (Host host = new Host(Stack.SERVLET)) {
			WorkspaceAccess access = host.access().issue(context, Set.of(Source.GITHUB));
			assertThat(context.redactor().redact("sent " + access.token())).isEqualTo("sent [redacted]");
			assertThat(access.expiresAt()).isEqualTo(host.time.instant().plus(Duration.ofDays(30)));
			assertThat(access).hasToString("WorkspaceAccess[url=" + access.url() + ", expiresAt=2126-03-31T12:00:00Z]");
		}
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void strangeAddressesAndIdsDoNotBreakTheLog(Stack stack, CapturedOutput output) {
		try (Host host = new Host(stack, "server.forward-headers-strategy=framework")) {
			String token = host.start("evil\nINFO forged" + "x".repeat(2000));
			assertThat(Host.send(host.request(token, "host=github.com").header("X-Forwarded-For", "<forged>"))
				.statusCode()).isEqualTo(200);
			assertThat(host.events).singleElement()
				.satisfies((event) -> assertThat(event.remoteAddress()).doesNotContain("forged"));
			assertThat(output.getOut().lines()).filteredOn((line) -> line.contains("Credential request granted"))
				.singleElement()
				.asString()
				.contains("; workspace evil INFO forgedxxx")
				.hasSizeLessThan(1200);
		}
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

package io.provisionhook.plugin.credentialendpoint;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.provisionhook.credential.Credential;
import io.provisionhook.plugin.credentialendpoint.Host.Stack;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.RefreshingCache;
import io.provisionhook.plugin.internal.upstream.RefreshingCache.Expiring;
import io.provisionhook.plugin.internal.upstream.Upstream;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application answers while its endpoint is attacked in all ways at once:
 * by slow connections with and without a token, by requests without a token, and by a
 * workspace that has its credential forgotten in a loop.
 */
@Timeout(300)
@ExtendWith(OutputCaptureExtension.class)
class HostileLoadTests {

	private static final Pattern REFERENCE = Pattern.compile("\\(reference ([0-9a-f]{16})\\)");

	private final AtomicInteger loads = new AtomicInteger();

	@AutoClose("shutdownNow")
	private final ExecutorService executor = Executors.newCachedThreadPool();

	@ParameterizedTest
	@EnumSource(Stack.class)
	void applicationWhenItsEndpointIsAttackedAnswersEachRequest(Stack stack, CapturedOutput output) throws Exception {
		try (Host host = new Host(stack, Application.class, "server.tomcat.threads.max=4",
				"requests-per-minute=1000")) {
			RefreshingCache<String, Token> tokens = tokens(host.time);
			host.source.does((request) -> Credential.of("agent",
					tokens.get("all", Deadline.within("Acme", request.context().remaining())).value().value(), null));
			host.source.forgets((request, rejected) -> tokens.forget("all", (token) -> rejected.test(token.value())));
			URI url = host.url();
			List<RawConnection> slow = new ArrayList<>();
			try {
				for (String token : List.of("", host.start("slow-1"), host.start("slow-2"))) {
					for (int i = 0; i < 100; i++) {
						slow.add(new RawConnection(url).slow(token));
					}
				}
				List<CompletableFuture<String>> attackers = new ArrayList<>();
				for (int i = 0; i < 4; i++) {
					attackers.add(CompletableFuture.supplyAsync(() -> refused(host, 500), this.executor));
				}
				eraseInALoop(host, url);
				for (CompletableFuture<String> attacker : attackers) {
					assertThat(output).contains("; reference " + attacker.join() + "; ");
				}
				assertThat(slow.subList(0, 100))
					.allSatisfy((connection) -> assertThat(connection.readToEnd()).startsWith("HTTP/1.1 401"));
				assertThat(slow.subList(100, 300))
					.allSatisfy((connection) -> assertThat(connection.readToEnd()).startsWith("HTTP/1.1 408"));
			}
			finally {
				slow.forEach(RawConnection::close);
				tokens.close();
			}
			assertThat(measured(host, "refused")).isEqualTo(2100);
			assertThat(measured(host, "malformed")).isEqualTo(200);
			assertThat(measured(host, "forgotten")).isEqualTo(3);
			assertThat(measured(host, "kept")).isEqualTo(117);
		}
		assertThat(this.loads).hasValue(4);
		assertThat(output).doesNotContain("ERROR");
		assertThat(output.getOut()
			.lines()
			.filter((line) -> line.contains("Credential request "))
			.filter((line) -> !line.contains("Credential request granted"))).hasSizeLessThan(40);
	}

	private RefreshingCache<String, Token> tokens(SettableTime time) {
		return new RefreshingCache<>(new Upstream("Acme", this.executor, new UpstreamHealth()), time.clock(),
				(key, deadline) -> new Token("token-" + this.loads.incrementAndGet()));
	}

	private static String refused(Host host, int requests) {
		String reference = "";
		for (int i = 0; i < requests; i++) {
			HttpResponse<String> response = host.ask("nonsense");
			Matcher matcher = REFERENCE.matcher(response.body());
			assertThat(response.statusCode()).isEqualTo(401);
			assertThat(matcher.find()).isTrue();
			reference = matcher.group(1);
		}
		return reference;
	}

	// Two minutes, in which the slow connections and two summaries are due
	private void eraseInALoop(Host host, URI url) throws Exception {
		String token = host.start("eraser");
		for (int second = 0; second < 120; second++) {
			HttpResponse<String> granted = host.ask(token);
			assertThat(granted.statusCode()).isEqualTo(200);
			String password = granted.body().lines().toList().get(1).substring("password=".length());
			host.ask(token, "action=erase&host=github.com&digest=" + digest(token, password));
			HttpRequest.Builder rest = HttpRequest.newBuilder(url.resolve("/rest")).timeout(Duration.ofSeconds(60));
			assertThat(Host.send(rest).body()).isEqualTo("up");
			host.time.pass(Duration.ofSeconds(1));
		}
	}

	private static String digest(String token, String password) throws Exception {
		byte[] content = (token + "\n" + password).getBytes(StandardCharsets.UTF_8);
		MessageDigest digest = MessageDigest.getInstance("SHA-1");
		digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8));
		return HexFormat.of().formatHex(digest.digest(content));
	}

	private static long measured(Host host, String outcome) {
		return host.meters.get("provisionhook.credential.requests")
			.tags("outcome", outcome)
			.timers()
			.stream()
			.mapToLong((timer) -> timer.count())
			.sum();
	}

	/**
	 * A token that does not expire.
	 *
	 * @param value the token
	 */
	private record Token(String value) implements Expiring {

		@Override
		public Instant expiresAt() {
			return Instant.parse("2127-01-01T00:00:00Z");
		}

		@Override
		public Instant refreshAt() {
			return expiresAt();
		}

		@Override
		public Instant usableUntil() {
			return expiresAt();
		}

	}

	/**
	 * An application with more than the endpoint.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(Rest.class)
	static class Application {

	}

	@RestController
	static class Rest {

		@GetMapping("/rest")
		String rest() {
			return "up";
		}

	}

}

package io.provisionhook.plugin.credentialendpoint;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import io.provisionhook.plugin.credentialendpoint.Host.Stack;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what other settings of the application do to the endpoint.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class HostSettingsTests {

	@Test
	void corsSettingsOfMvcDoNotApply() {
		assertNoCors(Stack.SERVLET, OpenMvc.class);
	}

	@Test
	void corsSettingsAndFiltersOfWebFluxDoNotApply() {
		assertNoCors(Stack.REACTIVE, OpenWebFlux.class);
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void tokensOfEachKeyThatIsConfiguredAreGood(Stack stack) {
		byte[] old = "the-key-before-the-present-one-01".getBytes(StandardCharsets.US_ASCII);
		try (Host host = new Host(stack, "signing-keys=" + Base64.getEncoder().encodeToString(old))) {
			host.start("w1");
			assertThat(host.ask(sign(host, SigningKey.of(old))).statusCode()).isEqualTo(200);
			assertThat(host.ask(sign(host, SigningKey.random())).statusCode()).isEqualTo(401);
		}
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void limitsAreThoseOfTheProperties(Stack stack) {
		try (Host host = new Host(stack, "requests-per-minute=2", "max-body-size=20B", "token-lifetime=1m")) {
			String token = host.start("w1");
			assertThat(host.ask(token, "host=github.com&a=bcd").statusCode()).isEqualTo(413);
			assertThat(host.ask(token, "host=github.com&a=bc").statusCode()).isEqualTo(200);
			assertThat(host.ask(token).statusCode()).isEqualTo(200);
			assertThat(host.ask(token).statusCode()).isEqualTo(429);
			host.time.pass(Duration.ofMinutes(1));
			assertThat(host.ask(token).statusCode()).isEqualTo(401);
		}
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void filtersThatLookForAFormDoNotReadTheBody(Stack stack) {
		try (Host host = new Host(stack, "server.tomcat.threads.max=4", "spring.mvc.hiddenmethod.filter.enabled=true",
				"spring.webflux.hiddenmethod.filter.enabled=true")) {
			String token = host.start("w1");
			List<RawConnection> slow = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				slow.add(new RawConnection(host.url()).slow(token));
			}
			assertThat(host.ask(token, "host=github.com&_method=DELETE").statusCode()).isEqualTo(200);
			slow.forEach(RawConnection::close);
		}
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void refusalOverHttp2HasNoHeaderOfAConnection(Stack stack) {
		try (Host host = new Host(stack, "server.http2.enabled=true")) {
			// Agrees on HTTP/2
			Host.send(HttpRequest.newBuilder(host.url().resolve("/")));
			HttpResponse<String> response = host.ask("nonsense");
			assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
			assertThat(response.statusCode()).isEqualTo(401);
			assertThat(response.headers().map()).doesNotContainKey("connection");
		}
	}

	private static String sign(Host host, SigningKey key) {
		return new WorkspaceTokens(List.of(key)).issue(host.claims("w1", Source.GITHUB));
	}

	private static void assertNoCors(Stack stack, Class<?> configuration) {
		try (Host host = new Host(stack, configuration)) {
			String origin = "https://any.example.com";
			HttpResponse<String> answer = Host
				.send(host.request(host.start("w1"), "host=github.com").header("Origin", origin));
			HttpResponse<String> preflight = Host.send(host.request("", "")
				.method("OPTIONS", HttpRequest.BodyPublishers.noBody())
				.header("Origin", origin)
				.header("Access-Control-Request-Method", "POST"));
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(preflight.statusCode()).isEqualTo(405);
			assertThat(List.of(answer, preflight))
				.allSatisfy((response) -> assertThat(response.headers().map().keySet())
					.noneMatch((name) -> name.toLowerCase(Locale.ROOT).startsWith("access-control-")));
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class OpenMvc implements WebMvcConfigurer {

		@Override
		public void addCorsMappings(CorsRegistry registry) {
			registry.addMapping("/**").allowedOrigins("*");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OpenWebFlux implements WebFluxConfigurer {

		@Override
		public void addCorsMappings(org.springframework.web.reactive.config.CorsRegistry registry) {
			registry.addMapping("/**").allowedOrigins("*");
		}

		@Bean
		CorsWebFilter corsWebFilter() {
			UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
			source.registerCorsConfiguration("/**", new CorsConfiguration().applyPermitDefaultValues());
			return new CorsWebFilter(source);
		}

	}

}

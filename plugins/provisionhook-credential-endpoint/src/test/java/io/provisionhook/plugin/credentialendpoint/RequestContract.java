package io.provisionhook.plugin.credentialendpoint;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which requests are well-formed.
 */
abstract class RequestContract extends EndpointContract {

	RequestContract(Host host) {
		super(host);
	}

	@ParameterizedTest
	@ValueSource(strings = { "host=GitHub.COM", "protocol=https&host=github.com&path=acme%2Fapp.git",
			"capability%5B%5D=authtype&host=github%2Ecom", "protocol=https&host=github.com%3A443", "host=github.com.",
			"protocol=HTTPS&host=GitHub.com.:443", "host=github.com:80&protocol=http" })
	void formIsReadAsGitWritesIt(String body) {
		assertThat(this.host.ask(this.host.start(newId()), body).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "host=github.com:443", "protocol=http&host=github.com:443", "protocol=https&host=github.com:80",
					"protocol=&host=github.com:443", "protocol=https&host=git.example.com:443" })
	void portThatIsNotTheDefaultOfTheProtocolIsAnotherHost(String body) {
		assertThat(this.host.ask(this.host.start(newId()), body).statusCode()).isEqualTo(401);
	}

	@Test
	void formMayNameItsCharset() {
		assertThat(Host
			.send(this.host.request(this.host.start(newId()), "host=github.com")
				.setHeader("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"))
			.statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "\"\" | host is missing", "protocol=https | host is missing", "host | host is malformed",
					"host= | host is malformed", "host=%zz | body is malformed", "host=a%0Ab | host is malformed",
					"host=github.com&host=github.com | more than one host",
					"host=github.com&h%6Fst=gitlab.com | more than one host",
					"host=github.com&action=store | action is none of get and erase",
					"host=github.com&action=get&action=erase | more than one action",
					"host=github.com&action=erase&digest=d0 | digest is malformed",
					"host=github.com&digest=&digest= | more than one digest",
					"protocol=https&protocol=http&host=github.com | more than one protocol" })
	void malformedFormIsRefused(String body, String problem) {
		String id = newId();
		HttpResponse<String> response = this.host.ask(this.host.start(id), body);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).matches("provisionhook: " + problem + " \\(reference [0-9a-f]{16}\\)\n");
		assertThat(eventFor(response.body())).satisfies((event) -> {
			assertThat(event.outcome()).isEqualTo(CredentialOutcome.MALFORMED);
			assertThat(event.workspaceId()).isEqualTo(id);
			assertThat(event.host()).isNull();
			assertThat(event.reason()).isEqualTo(problem);
		});
		assertThat(measured("none", "none", "malformed")).isPositive();
		assertThat(this.host.ask("nonsense", body).statusCode()).isEqualTo(401);
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

}

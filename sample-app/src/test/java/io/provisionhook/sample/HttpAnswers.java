package io.provisionhook.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.jayway.jsonpath.JsonPath;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.util.StreamUtils;

/**
 * Keeps each answer of the application as it came, headers included.
 */
final class HttpAnswers {

	private final Queue<String> answers = new ConcurrentLinkedQueue<>();

	private final RestTestClient client;

	HttpAnswers(RestTestClient client) {
		this.client = client.mutate().requestInterceptor(this::keep).build();
	}

	// The client buffers bodies, so they can be read twice
	private ClientHttpResponse keep(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		ClientHttpResponse response = execution.execute(request, body);
		this.answers.add(response.getStatusCode() + "\n" + response.getHeaders() + "\n"
				+ StreamUtils.copyToString(response.getBody(), StandardCharsets.UTF_8));
		return response;
	}

	/**
	 * Return a client whose answers are kept.
	 * @return the client
	 */
	RestTestClient client() {
		return this.client;
	}

	String get(String uri, Object... variables) {
		String body = this.client.get()
			.uri(uri, variables)
			.exchange()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		return (body != null) ? body : "";
	}

	/**
	 * Visit each endpoint of the actuator, each meter and each mutator.
	 */
	void visitActuator() {
		Map<String, Map<String, Object>> links = JsonPath.read(get("/actuator"), "$._links");
		links.values()
			.stream()
			.filter((link) -> Objects.equals(link.get("templated"), false))
			.forEach((link) -> get(String.valueOf(link.get("href"))));
		JsonPath.<Iterable<String>>read(get("/actuator/metrics"), "$.names")
			.forEach((name) -> get("/actuator/metrics/{name}", name));
		JsonPath.<Iterable<String>>read(get("/actuator/provisionhooks"), "$.mutators[*].name")
			.forEach((name) -> get("/actuator/provisionhooks/{name}", name));
	}

	@Override
	public String toString() {
		return String.join("\n", this.answers);
	}

}

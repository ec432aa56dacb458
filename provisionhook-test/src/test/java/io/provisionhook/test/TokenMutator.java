package io.provisionhook.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import io.provisionhook.Env;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.ProvisionContext;

/**
 * A mutator that does everything right.
 */
class TokenMutator implements FetchingEnvMutator<String> {

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private final HttpClient client = HttpClient.newHttpClient();

	private final URI service;

	TokenMutator(URI service) {
		this.service = service;
	}

	@Override
	public String name() {
		return "token";
	}

	@Override
	public String fetch(ProvisionContext context) throws Exception {
		Duration remaining = context.remaining();
		HttpRequest request = HttpRequest.newBuilder(this.service.resolve("/" + context.request().name()))
			.timeout((remaining.compareTo(SHORTEST) < 0) ? SHORTEST : remaining)
			.header("X-Key", TokenService.KEY)
			.build();
		HttpResponse<String> response = send(request);
		if (response.statusCode() != 200) {
			throw new IOException("Token service: answered with " + response.statusCode());
		}
		return response.body();
	}

	private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
		try {
			return this.client.send(request, BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IOException("Token service: did not answer at " + request.uri(), ex);
		}
	}

	@Override
	public void apply(String token, ProvisionContext context, Env env) {
		env.putSecret("SERVICE_CREDENTIALS", token);
		env.put("SERVICE_URL", this.service.toString());
	}

}

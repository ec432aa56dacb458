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

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

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
		HttpRequest request = HttpRequest.newBuilder(this.service.resolve("/" + context.request().name()))
			.timeout(timeout(context))
			.header("X-Key", TokenService.KEY)
			.build();
		HttpResponse<String> response = ask(request);
		if (response.statusCode() != 200) {
			throw failure("answered with status " + response.statusCode(), new IOException(response.body()));
		}
		return response.body();
	}

	Duration timeout(ProvisionContext context) throws IOException {
		Duration remaining = context.remaining();
		if (remaining.isZero()) {
			throw new IOException("Token service: not asked, there is no time left");
		}
		return remaining;
	}

	private HttpResponse<String> ask(HttpRequest request) throws Exception {
		try {
			return send(CLIENT, request);
		}
		catch (IOException ex) {
			throw failure("did not answer at " + request.uri(), ex);
		}
	}

	HttpResponse<String> send(HttpClient client, HttpRequest request) throws Exception {
		return client.send(request, BodyHandlers.ofString());
	}

	Exception failure(String message, IOException cause) {
		return new IOException("Token service: " + message);
	}

	@Override
	public void apply(String token, ProvisionContext context, Env env) {
		env.putSecret("SERVICE_CREDENTIALS", token);
		env.put("SERVICE_URL", this.service.toString());
	}

}

package com.example.artifacts;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The artifact server, as far as this plugin needs it.
 */
final class ArtifactServer {

	private final HttpClient client = HttpClient.newHttpClient();

	private final URI url;

	private final String key;

	ArtifactServer(URI url, String key) {
		this.url = url;
		this.key = key;
	}

	URI url() {
		return this.url;
	}

	ArtifactToken createToken(String workspace, Duration timeout) throws ArtifactServerException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(this.url.resolve("/tokens"))
			.header("Authorization", "Bearer " + this.key)
			.POST(BodyPublishers.ofString(workspace))
			.build();
		HttpResponse<String> response = send(request, timeout);
		return switch (response.statusCode()) {
			case 200 -> new ArtifactToken(response.body(), expiryOf(response));
			case 401 -> throw new ArtifactServerException(
					"does not accept our key, correct provisionhook.artifact-token.key");
			default -> throw new ArtifactServerException("answered with status " + response.statusCode());
		};
	}

	private static Instant expiryOf(HttpResponse<String> response) throws ArtifactServerException {
		try {
			return Instant.parse(response.headers().firstValue("Token-Expires").orElse(""));
		}
		catch (DateTimeParseException ex) {
			throw new ArtifactServerException("did not say until when its token is good");
		}
	}

	private HttpResponse<String> send(HttpRequest request, Duration timeout)
			throws ArtifactServerException, InterruptedException {
		CompletableFuture<HttpResponse<String>> response = this.client.sendAsync(request, BodyHandlers.ofString());
		try {
			return response.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw new ArtifactServerException("did not answer in time at " + this.url);
		}
		catch (ExecutionException ex) {
			throw new ArtifactServerException("can't be reached at " + this.url);
		}
		finally {
			response.cancel(true);
		}
	}

}

package io.provisionhook.plugin.gitcredentials;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.gitcredentials.SecretProperty.LiteralSecret;
import io.provisionhook.plugin.internal.http.Endpoint;
import io.provisionhook.plugin.internal.http.JsonClient;
import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * A client of an OAuth server that requests access tokens with the client credentials
 * grant of RFC 6749: authentication of section 2.3, request of section 4.4, response of
 * section 5.1. Thread-safe.
 */
final class OAuthClient {

	private static final Duration REFRESH_INTERVAL = Duration.ofHours(1);

	private static final long MAX_EXPIRES_IN = Duration.ofDays(3650).toSeconds();

	private final JsonClient client;

	private final String path;

	private final Failures errors;

	private final Clock clock;

	/**
	 * Create a client.
	 * @param client the HTTP client
	 * @param path the path of the token endpoint
	 * @param parent the parent of the properties of the client
	 * @param clock the clock for expiry
	 */
	OAuthClient(JsonClient client, String path, PropertyPath parent, Clock clock) {
		this.client = client;
		this.path = path;
		this.errors = new Failures(client.endpoint(), parent);
		this.clock = clock;
	}

	/**
	 * Request a token.
	 * @param id the id of the client
	 * @param secret the secret of the client
	 * @param deadline the deadline of the caller
	 * @return the token
	 * @throws UpstreamException if the server grants no token
	 * @throws InterruptedException if the thread is interrupted
	 */
	AccessToken requestToken(String id, String secret, Deadline deadline)
			throws UpstreamException, InterruptedException {
		Instant now = this.clock.instant();
		JsonResponse response = send(id, secret, deadline);
		if (!response.isSuccess()) {
			throw this.errors.of(response);
		}
		if (!response.isObject()) {
			throw this.errors.unreadable("it is not a JSON object");
		}
		String token = response.text("access_token");
		if (token.isBlank() || !ConfiguredSecret.isOneLine(token)) {
			throw this.errors.unreadable("it has no 'access_token'");
		}
		return accessToken(token, response.path("expires_in"), now);
	}

	private JsonResponse send(String id, String secret, Deadline deadline)
			throws UpstreamException, InterruptedException {
		try {
			return this.client.send(HttpMethod.POST, this.path, (headers) -> {
				headers.setBasicAuth(encode(id), encode(secret), StandardCharsets.UTF_8);
				headers.set(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON_VALUE);
				headers.set(HttpHeaders.USER_AGENT, "provisionhook");
				headers.setContentType(MediaType.APPLICATION_FORM_URLENCODED);
			}, "grant_type=client_credentials", deadline);
		}
		catch (RemoteFailure ex) {
			throw this.client.endpoint().failure(ex);
		}
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private AccessToken accessToken(String token, JsonNode expiresIn, Instant now) throws UpstreamException {
		if (expiresIn.isMissingNode() || expiresIn.isNull()) {
			return new AccessToken(token, null, now.plus(REFRESH_INTERVAL));
		}
		if (!expiresIn.isIntegralNumber() || expiresIn.asLong(0) <= 0 || expiresIn.asLong(0) > MAX_EXPIRES_IN) {
			throw this.errors.unreadable("its 'expires_in' is not a number of seconds");
		}
		return AccessToken.issued(token, now, Duration.ofSeconds(expiresIn.asLong(0)));
	}

	/**
	 * Maps error responses to exceptions, by the error codes of section 5.2 of RFC 6749.
	 * Messages do not quote other text of a response, since it may contain the request.
	 */
	private static final class Failures {

		private final Endpoint endpoint;

		private final PropertyPath parent;

		/**
		 * Create a mapping.
		 * @param endpoint the endpoint of the server
		 * @param parent the parent of the properties of the client
		 */
		Failures(Endpoint endpoint, PropertyPath parent) {
			this.endpoint = endpoint;
			this.parent = parent;
		}

		/**
		 * Map an error response.
		 * @param answer the response
		 * @return the exception
		 */
		UpstreamException of(JsonResponse answer) {
			if (answer.status() >= 500) {
				return this.endpoint.errorStatus(answer, "the call is repeated later");
			}
			String code = answer.text("error");
			String evidence = " (" + code + ", status " + answer.status() + "); ";
			return switch (code) {
				case "invalid_client" -> failure("the OAuth client is not accepted" + evidence + "check "
						+ this.parent.child("client-id") + " and " + this.parent.child("client-secret"));
				case "invalid_grant" ->
					failure("the OAuth consumer gets no token" + evidence + "mark it as a private consumer");
				case "unauthorized_client", "unsupported_grant_type" ->
					failure("the OAuth client may not ask for a token in this way" + evidence + "allow it there");
				case "invalid_scope" ->
					failure("the OAuth client was not granted a scope" + evidence + "allow it there");
				case "invalid_request" -> failure("the request for a token was not understood" + evidence + "check '"
						+ this.endpoint.urlProperty() + "' and proxies in between");
				default -> ofStatus(answer.status());
			};
		}

		private UpstreamException ofStatus(int status) {
			return switch (status) {
				case 401 -> failure("the OAuth client is not accepted (status 401); check "
						+ this.parent.child("client-id") + " and " + this.parent.child("client-secret"));
				case 429 ->
					failure(this.endpoint.url() + " limits the rate of calls (status 429); the call is repeated later");
				default -> failure(
						this.endpoint.url() + " answered with status " + status + " to the request for a token; check '"
								+ this.endpoint.urlProperty() + "' and proxies in between");
			};
		}

		/**
		 * Create the exception for a response that is not one of an OAuth server.
		 * @param reason the reason
		 * @return the exception
		 */
		UpstreamException unreadable(String reason) {
			return failure("the answer of " + this.endpoint.url() + " is not what " + this.endpoint.system()
					+ " sends, " + reason + "; check '" + this.endpoint.urlProperty() + "' and proxies in between");
		}

		private UpstreamException failure(String message) {
			return UpstreamException.ofSystem(this.endpoint.system() + ": " + message, null);
		}

	}

	/**
	 * Credentials of an OAuth client: its id, and its secret or the file with the secret.
	 *
	 * @param id the id
	 * @param text the secret; {@code null} if it is in a file
	 * @param file the file; {@code null} if there is none
	 */
	record ClientCredentials(String id, @Nullable String text, @Nullable SecretFile file) {

		static ClientCredentials of(String id, ConfiguredSecret secret) {
			return (secret instanceof SecretFile file) ? new ClientCredentials(id, null, file)
					: new ClientCredentials(id, ((LiteralSecret) secret).value(), null);
		}

		@Nullable Path locate(ProvisionContext context) {
			return (this.file != null) ? this.file.locate(context) : null;
		}

		/**
		 * Return the secret.
		 * @param path the path of the file with the secret
		 * @return the secret
		 * @throws UpstreamException if the file can't be read
		 */
		String secret(@Nullable Path path) throws UpstreamException {
			if (this.file != null && path != null) {
				return this.file.read(path);
			}
			return String.valueOf(this.text);
		}

		@Override
		public String toString() {
			return "ClientCredentials[id=" + this.id + "]";
		}

	}

}

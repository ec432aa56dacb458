package io.provisionhook.plugin.internal.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

import io.provisionhook.plugin.internal.upstream.RemoteFailure;

/**
 * Response of a remote system. {@link #toString()} does not show the body. Immutable.
 *
 * @param status the HTTP status
 * @param headers the headers
 * @param json the parsed body; {@code null} if it is not JSON
 * @param body the body as text
 * @since 0.1.0
 */
public record JsonResponse(int status, HttpHeaders headers, @Nullable JsonNode json, String body) {

	private static final int MAXIMUM_SIZE = 8 * 1024 * 1024;

	private static final JsonMapper JSON = new JsonMapper();

	/**
	 * Send a request and read the response, on the current thread.
	 * @param request the request
	 * @return the response with any status
	 * @throws RemoteFailure if there is no response
	 */
	public static JsonResponse of(RestClient.RequestHeadersSpec<?> request) throws RemoteFailure {
		try {
			return request.exchangeForRequiredValue((sent, received) -> read(received))
				.orElseThrow(() -> new RemoteFailure(RemoteFailure.Reason.TOO_LARGE));
		}
		catch (RestClientException ex) {
			throw RemoteFailure.of(ex);
		}
	}

	private static Optional<JsonResponse> read(ClientHttpResponse response) throws IOException {
		byte[] body = response.getBody().readNBytes(MAXIMUM_SIZE + 1);
		return (body.length > MAXIMUM_SIZE) ? Optional.empty()
				: Optional.of(new JsonResponse(response.getStatusCode().value(), response.getHeaders(), parse(body),
						new String(body, StandardCharsets.UTF_8)));
	}

	private static @Nullable JsonNode parse(byte[] body) {
		try {
			return JSON.readTree(body);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	/**
	 * Return whether the status is a success, from 200 to 299.
	 * @return whether it is a success
	 */
	public boolean isSuccess() {
		return this.status >= 200 && this.status < 300;
	}

	/**
	 * Return whether the body is a JSON object.
	 * @return whether it is an object
	 */
	public boolean isObject() {
		return this.json != null && this.json.isObject();
	}

	/**
	 * Return a member of the body.
	 * @param member name of the member
	 * @return the member; a missing node if there is none
	 */
	public JsonNode path(String member) {
		return (this.json != null) ? this.json.path(member) : MissingNode.getInstance();
	}

	/**
	 * Return whether a text member contains a phrase. Used for error texts, which must
	 * not be shown since they may quote a secret.
	 * @param member name of the member
	 * @param phrase the phrase in lower case
	 * @return whether the member contains it, in any case
	 */
	public boolean contains(String member, String phrase) {
		return text(member).toLowerCase(Locale.ROOT).contains(phrase);
	}

	/**
	 * Return a text member of the body.
	 * @param member name of the member
	 * @return the text; empty if there is none
	 */
	public String text(String member) {
		return path(member).asString("");
	}

	/**
	 * Return the date header.
	 * @return the time of the system's clock; {@code null} if there is no valid date
	 */
	public @Nullable Instant date() {
		String date = this.headers.getFirst(HttpHeaders.DATE);
		try {
			return (date != null) ? Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)) : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	/**
	 * Convert a time of the system's clock to the local clock.
	 * @param theirs the time by the system's clock
	 * @param now the local time of this response
	 * @return the local time
	 */
	public Instant translate(Instant theirs, Instant now) {
		Instant date = date();
		return (date != null) ? now.plus(Duration.between(date, theirs)) : theirs;
	}

	/**
	 * Return a numeric header.
	 * @param name name of the header
	 * @return the number; {@code null} if there is none
	 */
	public @Nullable Long number(String name) {
		String value = this.headers.getFirst(name);
		return (value != null && value.matches("\\d{1,12}")) ? Long.valueOf(value) : null;
	}

	@Override
	public String toString() {
		return "JsonResponse[status=" + this.status + "]";
	}

}

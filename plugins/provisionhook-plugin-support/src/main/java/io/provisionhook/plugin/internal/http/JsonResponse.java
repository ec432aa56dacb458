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
 * The answer of a remote system. {@link #toString()} does not show the body.
 *
 * @param status HTTP status
 * @param headers headers
 * @param json body; {@code null} if it is not JSON
 * @param body body as it was sent
 * @since 0.1.0
 */
public record JsonResponse(int status, HttpHeaders headers, @Nullable JsonNode json, String body) {

	private static final int MAXIMUM_SIZE = 8 * 1024 * 1024;

	private static final JsonMapper JSON = new JsonMapper();

	/**
	 * Send a request and receive the answer, on this thread.
	 * @param request the request
	 * @return the answer, whatever its status
	 * @throws RemoteFailure if there is none
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
	 * Return whether the system did what it was asked for.
	 * @return whether the status is one of success
	 */
	public boolean isSuccess() {
		return this.status >= 200 && this.status < 300;
	}

	/**
	 * Return whether the body is a JSON object.
	 * @return whether it may have members
	 */
	public boolean isObject() {
		return this.json != null && this.json.isObject();
	}

	/**
	 * Return a member of the body.
	 * @param member name of the member
	 * @return the member, a missing node if there is none
	 */
	public JsonNode path(String member) {
		return (this.json != null) ? this.json.path(member) : MissingNode.getInstance();
	}

	/**
	 * Return whether the system gives a reason. What it says exactly is never shown,
	 * since somebody else may have answered in its place.
	 * @param member name of the member that has the reason
	 * @param phrase phrase that tells the reason, in lower case
	 * @return whether the member has it
	 */
	public boolean says(String member, String phrase) {
		return text(member).toLowerCase(Locale.ROOT).contains(phrase);
	}

	/**
	 * Return a text.
	 * @param member name of the member that is one
	 * @return the text, empty if there is none
	 */
	public String text(String member) {
		return path(member).asString("");
	}

	/**
	 * Return what time it was at the system.
	 * @return the time; {@code null} if the answer does not say
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
	 * Return when something that the system gives a time of is by another clock.
	 * @param theirs the time by the system's clock
	 * @param now the other clock's time of this answer
	 * @return the time by the other clock
	 */
	public Instant translate(Instant theirs, Instant now) {
		Instant date = date();
		return (date != null) ? now.plus(Duration.between(date, theirs)) : theirs;
	}

	/**
	 * Return a header that is a number.
	 * @param name name of the header
	 * @return the number; {@code null} if the answer does not have it
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

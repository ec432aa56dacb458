package io.provisionhook.plugin.http;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a remote system answered. {@link #toString()} does not show the body.
 *
 * @param status the HTTP status
 * @param headers the headers
 * @param json the body; {@code null} if it is no JSON object
 * @since 0.1.0
 */
public record Answer(int status, HttpHeaders headers, @Nullable JsonNode json) {

	private static final JsonMapper JSON = new JsonMapper();

	static Answer of(HttpResponse<byte[]> response) {
		return new Answer(response.statusCode(), response.headers(), parse(response.body()));
	}

	private static @Nullable JsonNode parse(byte[] body) {
		try {
			JsonNode json = JSON.readTree(body);
			return json.isObject() ? json : null;
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
	 * Return whether the system gives a reason. What it says exactly is never shown,
	 * since somebody else may have answered in its place.
	 * @param member the member of the body that has the reason
	 * @param phrase what is said if that is the reason, in lower case
	 * @return whether the member has it
	 */
	public boolean says(String member, String phrase) {
		return text(member).toLowerCase(Locale.ROOT).contains(phrase);
	}

	/**
	 * Return a text.
	 * @param member the member of the body that is one
	 * @return the text, empty if there is none
	 */
	public String text(String member) {
		return (this.json != null) ? this.json.path(member).asString("") : "";
	}

	/**
	 * Return what time it was at the system.
	 * @return the time; {@code null} if the answer does not say
	 */
	public @Nullable Instant date() {
		try {
			return this.headers.firstValue("Date")
				.map(DateTimeFormatter.RFC_1123_DATE_TIME::parse)
				.map(Instant::from)
				.orElse(null);
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
	 * @param name the header's name
	 * @return the number; {@code null} if the answer does not have it
	 */
	public @Nullable Long number(String name) {
		return this.headers.firstValue(name)
			.filter((value) -> value.matches("\\d{1,12}"))
			.map(Long::valueOf)
			.orElse(null);
	}

	@Override
	public String toString() {
		return "Answer[status=" + this.status + "]";
	}

}

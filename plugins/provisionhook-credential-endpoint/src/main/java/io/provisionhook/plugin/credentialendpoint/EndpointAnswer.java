package io.provisionhook.plugin.credentialendpoint;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

import io.provisionhook.credential.Credential;

/**
 * An answer of the endpoint, however it goes.
 *
 * @param status the status
 * @param headers the headers
 * @param text the body
 */
record EndpointAnswer(int status, Map<String, String> headers, String text) {

	private static final Map<String, String> COMMON_HEADERS = Map.of("Cache-Control", "no-store", "Content-Type",
			"text/plain;charset=UTF-8", "X-Content-Type-Options", "nosniff");

	/**
	 * There is nothing to be said.
	 */
	static final EndpointAnswer EMPTY = new EndpointAnswer(200, COMMON_HEADERS, "");

	static EndpointAnswer of(Credential credential) {
		StringBuilder text = new StringBuilder();
		text.append("username=").append(credential.username()).append('\n');
		text.append("password=").append(credential.secret()).append('\n');
		if (credential.expiresAt() != null) {
			text.append("password_expiry_utc=").append(credential.expiresAt().getEpochSecond()).append('\n');
		}
		return new EndpointAnswer(200, COMMON_HEADERS, text.toString());
	}

	static EndpointAnswer of(Rejection rejection, String reference) {
		Map<String, String> headers = new TreeMap<>(COMMON_HEADERS);
		headers.putAll(rejection.headers());
		return new EndpointAnswer(rejection.status(), headers,
				"provisionhook: " + rejection.text() + " (reference " + reference + ")\n");
	}

	byte[] body() {
		return this.text.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return "EndpointAnswer[status=" + this.status + "]";
	}

}

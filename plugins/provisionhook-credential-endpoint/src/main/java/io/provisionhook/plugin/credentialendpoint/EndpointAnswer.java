package io.provisionhook.plugin.credentialendpoint;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

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

	private static final EndpointAnswer EMPTY = new EndpointAnswer(200, COMMON_HEADERS, "");

	static EndpointAnswer of(@Nullable Credential credential) {
		if (credential == null) {
			return EMPTY;
		}
		StringBuilder text = new StringBuilder();
		text.append("username=").append(credential.username()).append('\n');
		text.append("password=").append(credential.secret()).append('\n');
		if (credential.expiresAt() != null) {
			text.append("password_expiry_utc=").append(credential.expiresAt().getEpochSecond()).append('\n');
		}
		return new EndpointAnswer(200, COMMON_HEADERS, text.toString());
	}

	/**
	 * Create the answer to a request that is rejected.
	 * @param rejection why
	 * @param reference what the log has the reason under
	 * @param readToEnd whether the request was read to its end; the connection is closed
	 * otherwise, since nobody knows when the next request would begin
	 * @return the answer
	 */
	static EndpointAnswer of(Rejection rejection, String reference, boolean readToEnd) {
		Map<String, String> headers = new TreeMap<>(COMMON_HEADERS);
		headers.putAll(rejection.headers());
		if (!readToEnd) {
			headers.put("Connection", "close");
		}
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

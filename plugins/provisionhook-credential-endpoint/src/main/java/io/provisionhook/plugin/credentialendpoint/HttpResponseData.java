package io.provisionhook.plugin.credentialendpoint;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.provisionhook.credential.Credential;

/**
 * An HTTP response of the endpoint, independent of the web server.
 *
 * @param status the status
 * @param headers the headers
 * @param text the body
 */
record HttpResponseData(int status, Map<String, String> headers, String text) {

	private static final Map<String, String> COMMON_HEADERS = Map.of("Cache-Control", "no-store", "Content-Type",
			"text/plain;charset=UTF-8", "X-Content-Type-Options", "nosniff");

	private static final HttpResponseData EMPTY = new HttpResponseData(200, COMMON_HEADERS, "");

	static HttpResponseData of(@Nullable Credential credential) {
		if (credential == null) {
			return EMPTY;
		}
		StringBuilder text = new StringBuilder();
		text.append("username=").append(credential.username()).append('\n');
		text.append("password=").append(credential.secret()).append('\n');
		if (credential.expiresAt() != null) {
			text.append("password_expiry_utc=").append(credential.expiresAt().getEpochSecond()).append('\n');
		}
		return new HttpResponseData(200, COMMON_HEADERS, text.toString());
	}

	/**
	 * Create the response to a denied request.
	 * @param denial the reason
	 * @param reference the reference of the reason in the log
	 * @param readToEnd whether the request was read to its end; otherwise the connection
	 * is closed, since the start of the next request is not known
	 * @return the response
	 */
	static HttpResponseData of(CredentialDeniedException denial, String reference, boolean readToEnd) {
		Map<String, String> headers = new TreeMap<>(COMMON_HEADERS);
		headers.putAll(denial.headers());
		if (!readToEnd) {
			headers.put("Connection", "close");
		}
		return new HttpResponseData(denial.status(), headers,
				"provisionhook: " + denial.text() + " (reference " + reference + ")\n");
	}

	byte[] body() {
		return this.text.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return "HttpResponseData[status=" + this.status + "]";
	}

}

package io.provisionhook.plugin.credentialendpoint;

import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Method and headers of an HTTP request to the endpoint, independent of the web server.
 *
 * @param method the method
 * @param contentType the type of the body; {@code null} if there is none
 * @param contentLength the number of bytes of the body; negative if it is not known
 * @param authorization all authorization headers
 * @param remoteAddress the address of the client; {@code null} if it is not known
 */
record HttpRequestData(String method, @Nullable String contentType, long contentLength, List<String> authorization,
		@Nullable String remoteAddress) {

	/**
	 * Maximum number of characters of a token. Web servers have a limit of their own,
	 * usually 8 KB for all headers.
	 */
	static final int MAX_TOKEN_LENGTH = 4096;

	private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9.:%_\\[\\]-]{1,64}");

	HttpRequestData {
		authorization = List.copyOf(authorization);
	}

	/**
	 * Return the address of the client, unless it is malformed, since proxies may pass on
	 * any text.
	 * @return the address, or {@code unknown}
	 */
	String safeRemoteAddress() {
		return (this.remoteAddress != null && ADDRESS.matcher(this.remoteAddress).matches()) ? this.remoteAddress
				: "unknown";
	}

	@Override
	public String toString() {
		return "HttpRequestData[remoteAddress=" + safeRemoteAddress() + "]";
	}

}

package io.provisionhook.plugin.credentialendpoint;

import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The head of a request to the endpoint, which is there before the body.
 *
 * @param method the method
 * @param contentType the type of the body, {@code null} without one
 * @param contentLength the number of bytes of the body, negative if it is not known
 * @param authorization all authorization headers
 * @param remoteAddress where the request came from
 */
record EndpointRequest(String method, @Nullable String contentType, long contentLength, List<String> authorization,
		@Nullable String remoteAddress) {

	/**
	 * The number of characters of the longest token. Servers have a limit of their own,
	 * as a rule 8 KB for all headers.
	 */
	static final int LONGEST_TOKEN = 4096;

	private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9.:%_\\[\\]-]{1,64}");

	EndpointRequest {
		authorization = List.copyOf(authorization);
	}

	/**
	 * Return where the request came from, if that is an address, since proxies may let
	 * anything through.
	 * @return the address
	 */
	String safeRemoteAddress() {
		return (this.remoteAddress != null && ADDRESS.matcher(this.remoteAddress).matches()) ? this.remoteAddress
				: "unknown";
	}

	@Override
	public String toString() {
		return "EndpointRequest[remoteAddress=" + safeRemoteAddress() + "]";
	}

}

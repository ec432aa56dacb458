package io.provisionhook.plugin.vaultsecrets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Request to Vault.
 *
 * @param method the HTTP method
 * @param path the path below {@code /v1/}, not encoded
 * @param version the version of the secret; {@code null} for the current version
 * @param body the body; {@code null} for none
 * @param activity the activity, for error messages: "reading 'secret/a'"
 */
record VaultRequest(HttpMethod method, String path, @Nullable String version, @Nullable Body body, String activity) {

	static final VaultRequest LOOKUP_SELF = get("auth/token/lookup-self", "looking up the token of this host");

	static VaultRequest get(String path, String activity) {
		return new VaultRequest(HttpMethod.GET, path, null, null, activity);
	}

	static VaultRequest post(String path, Map<String, Object> fields, String activity) {
		return new VaultRequest(HttpMethod.POST, path, null, new Body(fields), activity);
	}

	VaultRequest withVersion(@Nullable String version) {
		return new VaultRequest(this.method, this.path, version, this.body, this.activity);
	}

	/**
	 * Check the response to this request.
	 * @param response the response
	 * @return the response
	 * @throws UpstreamException if its status is no success
	 */
	JsonResponse requireSuccess(JsonResponse response) throws UpstreamException {
		if (!response.isSuccess()) {
			throw VaultFailures.ofStatus(this, response.status());
		}
		return response;
	}

	/**
	 * Return a URI template with a variable for each segment of the path. Each segment is
	 * encoded, so that its text can't add segments.
	 * @return the template
	 */
	String uriTemplate() {
		String path = String.join("/", Collections.nCopies(segments().size(), "{segment}"));
		return (this.version != null) ? path + "?version={version}" : path;
	}

	Object[] uriVariables() {
		List<String> variables = new ArrayList<>(segments());
		if (this.version != null) {
			variables.add(this.version);
		}
		return variables.toArray();
	}

	private List<String> segments() {
		return Arrays.asList(this.path.split("/", -1));
	}

	/**
	 * JSON body of a request. HTTP clients write {@link #toString()} of bodies to debug
	 * logs, so it shows nothing.
	 *
	 * @param fields the members of the JSON object
	 */
	record Body(@JsonValue Map<String, Object> fields) {

		@Override
		public String toString() {
			return "[redacted]";
		}

	}

}

package io.provisionhook.plugin.vaultsecrets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * One request to Vault.
 *
 * @param method the HTTP method
 * @param path the path below {@code /v1/}, not encoded
 * @param version which version of a secret, {@code null} for the current one
 * @param body what is sent, {@code null} for nothing
 * @param activity what Vault is asked to do, for messages: "reading 'secret/a'"
 */
record VaultCall(HttpMethod method, String path, @Nullable String version, @Nullable SecretBody body, String activity) {

	static VaultCall get(String path, String activity) {
		return new VaultCall(HttpMethod.GET, path, null, null, activity);
	}

	static VaultCall post(String path, Map<String, Object> body, String activity) {
		return new VaultCall(HttpMethod.POST, path, null, new SecretBody(body), activity);
	}

	VaultCall ofVersion(@Nullable String version) {
		return new VaultCall(this.method, this.path, version, this.body, this.activity);
	}

	/**
	 * Check an answer to this request.
	 * @param reply the answer
	 * @return the answer
	 * @throws UpstreamException if it is no success
	 */
	JsonResponse requireSuccess(JsonResponse reply) throws UpstreamException {
		if (!reply.isSuccess()) {
			throw VaultFailures.ofStatus(this, reply.status());
		}
		return reply;
	}

	/**
	 * Return a template with a variable for each segment of the path, so that whatever
	 * stands in one is encoded and can't become more than a segment.
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

}

package io.provisionhook.plugin.gitcredentials;

import io.provisionhook.plugin.internal.http.Endpoint;
import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Says in our own words why an OAuth server gave no token: by the error codes of RFC
 * 6749, section 5.2. The rest of an answer is not quoted, since it may repeat what was
 * sent.
 */
final class OAuthRefusals {

	private final Endpoint endpoint;

	private final Property parent;

	/**
	 * Create one.
	 * @param endpoint where answers come from
	 * @param parent the property that has those of the client
	 */
	OAuthRefusals(Endpoint endpoint, Property parent) {
		this.endpoint = endpoint;
		this.parent = parent;
	}

	/**
	 * There is no token.
	 * @param answer the refusal
	 * @return what to throw
	 */
	UpstreamException of(JsonResponse answer) {
		if (answer.status() >= 500) {
			return this.endpoint.errorStatus(answer, "it is asked again later");
		}
		String code = answer.text("error");
		String evidence = " (" + code + ", status " + answer.status() + "); ";
		return switch (code) {
			case "invalid_client" -> failure("the OAuth client is not accepted" + evidence + "check "
					+ this.parent.child("client-id") + " and " + this.parent.child("client-secret"));
			case "invalid_grant" ->
				failure("the OAuth consumer gets no token" + evidence + "mark it as a private consumer");
			case "unauthorized_client", "unsupported_grant_type" ->
				failure("the OAuth client may not ask for a token in this way" + evidence + "allow it there");
			case "invalid_scope" -> failure("the OAuth client was not granted a scope" + evidence + "allow it there");
			case "invalid_request" -> failure("the request for a token was not understood" + evidence + "check '"
					+ this.endpoint.urlProperty() + "' and proxies in between");
			default -> ofStatus(answer.status());
		};
	}

	private UpstreamException ofStatus(int status) {
		return switch (status) {
			case 401 -> failure("the OAuth client is not accepted (status 401); check " + this.parent.child("client-id")
					+ " and " + this.parent.child("client-secret"));
			case 429 -> failure(this.endpoint.url() + " wants fewer calls (status 429); it is asked again later");
			default ->
				failure(this.endpoint.url() + " answered with status " + status + " to the request for a token; check '"
						+ this.endpoint.urlProperty() + "' and proxies in between");
		};
	}

	/**
	 * An answer can't be read, so it is not the system that it came from.
	 * @param reason why it can't be
	 * @return what to throw
	 */
	UpstreamException unreadable(String reason) {
		return failure("the answer of " + this.endpoint.url() + " is not what " + this.endpoint.system() + " sends, "
				+ reason + "; check '" + this.endpoint.urlProperty() + "' and proxies in between");
	}

	private UpstreamException failure(String message) {
		return UpstreamException.ofSystem(this.endpoint.system() + ": " + message, null);
	}

}

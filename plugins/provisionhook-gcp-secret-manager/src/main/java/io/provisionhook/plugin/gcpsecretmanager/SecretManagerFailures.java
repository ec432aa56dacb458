package io.provisionhook.plugin.gcpsecretmanager;

import com.google.api.client.http.HttpResponseException;
import com.google.api.gax.rpc.StatusCode.Code;

import io.provisionhook.plugin.internal.mapping.SecretLocation;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.RemoteFailure.Reason;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Says what went wrong and what to do about it. Of what the service has answered, only
 * the code of its status gets into a message, since anything else may quote a secret.
 */
final class SecretManagerFailures {

	private static final String NAME = "Google Secret Manager: ";

	private SecretManagerFailures() {
	}

	/**
	 * A call for a secret has failed.
	 * @param failure what the client threw
	 * @param location which secret
	 * @return the failure
	 */
	static UpstreamException of(Throwable failure, SecretLocation location) {
		RemoteFailure remote = RemoteFailure.of(failure);
		if (remote.reason() != Reason.UNREADABLE) {
			return of(remote);
		}
		return ErrorStatus.of(failure)
			.map((status) -> ofStatus(status, location))
			.orElseGet(
					() -> ofSystem("the answer can't be read; see that the endpoint is right and no proxy changes it"));
	}

	private static UpstreamException ofStatus(Code status, SecretLocation location) {
		String secret = "secret '" + location + "' ";
		return switch (status) {
			case NOT_FOUND -> ofRequest(
					secret + "does not exist, or has no such version; create it, or correct the reference", status);
			case PERMISSION_DENIED -> ofRequest(secret + "was denied; grant roles/secretmanager.secretAccessor on it to"
					+ " the host's identity, and see that the API is enabled in its project", status);
			case FAILED_PRECONDITION ->
				ofRequest(secret + "is disabled or destroyed in this version; enable it, or refer to another", status);
			case INVALID_ARGUMENT, OUT_OF_RANGE ->
				ofRequest(secret + "is not named as a secret and its version can be; correct the reference", status);
			case UNAUTHENTICATED ->
				ofSystem("the host's credentials were not accepted; renew or correct them (" + status + ")");
			case RESOURCE_EXHAUSTED -> ofSystem("too many calls; provision fewer workspaces at a time, or ask Google"
					+ " for a higher quota (" + status + ")");
			case DEADLINE_EXCEEDED -> late();
			default -> ofSystem("failed; try again (" + status + ")");
		};
	}

	/**
	 * There was no answer.
	 * @param failure what there was instead
	 * @return the failure
	 */
	static UpstreamException of(RemoteFailure failure) {
		return failure.reason()
			.isTimeout()
					? late()
					: UpstreamException.ofSystem(
							NAME + "can't be reached (" + failure.reason().text()
									+ "); see that the network, a proxy and the endpoint are right",
							failure.safeCause());
	}

	private static UpstreamException late() {
		return ofSystem("no answer in time; see that it can be reached from the host, or give this mutator more time");
	}

	/**
	 * The credentials are not worth a token.
	 * @param failure what Google's library threw
	 * @return the failure
	 */
	static UpstreamException ofCredentials(Exception failure) {
		RemoteFailure remote = RemoteFailure.of(failure);
		if (remote.reason() != Reason.UNREADABLE) {
			return remote.reason().isTimeout() ? lateCredentials()
					: UpstreamException.ofSystem(NAME + "the service that turns the host's credentials into a token"
							+ " can't be reached (" + remote.reason().text() + "); see that the network is right",
							remote.safeCause());
		}
		HttpResponseException answer = ErrorStatus.find(HttpResponseException.class, failure);
		return ofSystem("the host's credentials got no token; renew or correct them, and see that its clock is right"
				+ ((answer != null) ? " (status " + answer.getStatusCode() + ")" : ""));
	}

	/**
	 * The service that turns credentials into a token did not answer in time.
	 * @return the failure
	 */
	static UpstreamException lateCredentials() {
		return ofSystem("no token for the host's credentials in time; see that the service which issues it can be"
				+ " reached, or give this mutator more time");
	}

	/**
	 * A secret arrived otherwise than it was sent.
	 * @param location which secret
	 * @return the failure
	 */
	static UpstreamException damaged(SecretLocation location) {
		return ofSystem("secret '" + location + "' arrived damaged, its checksum does not match; try again");
	}

	/**
	 * A secret is not what a variable can hold.
	 * @param location which secret
	 * @return the failure
	 */
	static UpstreamException notText(SecretLocation location) {
		return UpstreamException.ofRequest(NAME + "secret '" + location + "' is binary and not UTF-8, which no variable"
				+ " can hold; store it as text, for example in base64", null);
	}

	private static UpstreamException ofSystem(String text) {
		return UpstreamException.ofSystem(NAME + text, null);
	}

	private static UpstreamException ofRequest(String text, Code status) {
		return UpstreamException.ofRequest(NAME + text + " (" + status + ")", null);
	}

}

package io.provisionhook.plugin.gcpsecretmanager;

import java.util.Optional;

import com.google.api.client.http.HttpResponseException;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode.Code;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import io.provisionhook.plugin.internal.mapping.SecretLocation;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.RemoteFailure.Reason;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Creates the exceptions for failed calls, with an action for the operator. Of a
 * response, a message shows the status code only, since the rest could quote a secret.
 */
final class GcpFailures {

	private static final String NAME = "Google Secret Manager: ";

	private static final JsonMapper JSON = new JsonMapper();

	private GcpFailures() {
	}

	/**
	 * Create an exception for a failed call for a secret.
	 * @param failure the exception of the client
	 * @param location the location of the secret
	 * @return the exception
	 */
	static UpstreamException of(Throwable failure, SecretLocation location) {
		RemoteFailure remote = RemoteFailure.of(failure);
		if (remote.reason() != Reason.UNREADABLE) {
			return of(remote);
		}
		return status(failure).map((status) -> ofStatus(status, location))
			.orElseGet(() -> ofSystem(
					"the answer can't be read; check that the endpoint is right and no proxy changes it"));
	}

	// The client uses the HTTP status, which is the same for a disabled version as for an
	// invalid name
	private static Optional<Code> status(Throwable failure) {
		ApiException error = find(ApiException.class, failure);
		if (error == null) {
			return Optional.empty();
		}
		HttpResponseException response = find(HttpResponseException.class, failure);
		Code code = error.getStatusCode().getCode();
		return (response != null) ? Optional.of(status(response.getContent(), code))
				: Optional.of(code).filter((own) -> own == Code.DEADLINE_EXCEEDED);
	}

	private static Code status(@Nullable String content, Code byHttpStatus) {
		try {
			return (content != null)
					? Code.valueOf(JSON.readTree(content).path("error").path("status").asString(byHttpStatus.name()))
					: byHttpStatus;
		}
		catch (JacksonException | IllegalArgumentException ex) {
			return byHttpStatus;
		}
	}

	private static <T extends Throwable> @Nullable T find(Class<T> type, Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
		}
		return null;
	}

	private static UpstreamException ofStatus(Code status, SecretLocation location) {
		String secret = "secret '" + location + "' ";
		return switch (status) {
			case NOT_FOUND -> ofRequest(
					secret + "does not exist, or has no such version; create it, or correct the reference", status);
			case PERMISSION_DENIED -> ofRequest(secret + "was denied; grant roles/secretmanager.secretAccessor on it to"
					+ " the host's identity, and check that the API is enabled in its project", status);
			case FAILED_PRECONDITION ->
				ofRequest(secret + "is disabled or destroyed in this version; enable it, or refer to another", status);
			case INVALID_ARGUMENT, OUT_OF_RANGE ->
				ofRequest(secret + "has an invalid name or version; correct the reference", status);
			case UNAUTHENTICATED ->
				ofSystem("the host's credentials were not accepted; renew or correct them (" + status + ")");
			case RESOURCE_EXHAUSTED -> ofSystem("too many calls; provision fewer workspaces at a time, or ask Google"
					+ " for a higher quota (" + status + ")");
			case DEADLINE_EXCEEDED -> late();
			default -> ofSystem("failed; try again (" + status + ")");
		};
	}

	/**
	 * Create an exception for a call without a response.
	 * @param failure the classified failure
	 * @return the exception
	 */
	static UpstreamException of(RemoteFailure failure) {
		return failure.reason()
			.isTimeout()
					? late()
					: UpstreamException.ofSystem(
							NAME + "can't be reached (" + failure.reason().text()
									+ "); check that the network, a proxy and the endpoint are right",
							failure.safeCause());
	}

	private static UpstreamException late() {
		return ofSystem(
				"no answer in time; check that it can be reached from the host, or give this mutator more time");
	}

	/**
	 * Create an exception for credentials of the host that got no token.
	 * @param failure the exception of Google's library
	 * @return the exception
	 */
	static UpstreamException ofCredentials(Exception failure) {
		RemoteFailure remote = RemoteFailure.of(failure);
		if (remote.reason() != Reason.UNREADABLE) {
			return remote.reason().isTimeout() ? lateCredentials()
					: UpstreamException.ofSystem(
							NAME + "the service that turns the host's credentials into a token can't be reached ("
									+ remote.reason().text() + "); check that the network is right",
							remote.safeCause());
		}
		HttpResponseException response = find(HttpResponseException.class, failure);
		return ofSystem("the host's credentials got no token; renew or correct them, and check that its clock is right"
				+ ((response != null) ? " (status " + response.getStatusCode() + ")" : ""));
	}

	/**
	 * Create an exception for credentials of the host that got no token in time.
	 * @return the exception
	 */
	static UpstreamException lateCredentials() {
		return ofSystem("no token for the host's credentials in time; check that the service which issues it can be"
				+ " reached, or give this mutator more time");
	}

	/**
	 * Create an exception for a secret whose checksum does not match.
	 * @param location the location of the secret
	 * @return the exception
	 */
	static UpstreamException damaged(SecretLocation location) {
		return ofSystem("secret '" + location + "' arrived damaged, its checksum does not match; try again");
	}

	/**
	 * Create an exception for a binary secret that is not UTF-8.
	 * @param location the location of the secret
	 * @return the exception
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

package io.provisionhook.plugin.awssecretsmanager;

import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;

import io.provisionhook.plugin.internal.mapping.SecretLocation;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.RemoteFailure.Reason;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Creates the exceptions for failed calls, with an action for the operator. Immutable and
 * thread-safe.
 *
 * @param region the region of the secrets
 */
record AwsFailures(String region) {

	private static final String NAME = "AWS Secrets Manager: ";

	private static final Set<String> NOT_ACCEPTED = Set.of("UnrecognizedClientException", "InvalidClientTokenId",
			"InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignature", "IncompleteSignatureException",
			"MissingAuthenticationToken", "MissingAuthenticationTokenException", "NotAuthorized", "AuthFailure");

	private static final Set<String> EXPIRED = Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired");

	/**
	 * Create an exception for a failed call for one secret.
	 * @param answer the error of the service
	 * @param location the location of the secret
	 * @return the exception
	 */
	UpstreamException ofRead(AwsServiceException answer, SecretLocation location) {
		UpstreamException system = ofSystem(answer);
		return (system != null) ? system : ofSecret(ServiceError.of(answer), location);
	}

	/**
	 * Create an exception for a failed batch call.
	 * @param answer the error of the service
	 * @param number the number of secrets
	 * @return the exception
	 */
	UpstreamException ofBatch(AwsServiceException answer, int number) {
		UpstreamException system = ofSystem(answer);
		if (system != null) {
			return system;
		}
		ServiceError error = ServiceError.of(answer);
		return error.code().equals("AccessDeniedException")
				? ofSystem(
						"reading secrets in batches was denied; grant secretsmanager:BatchGetSecretValue to the"
								+ " host's identity, or set " + AwsSecretsManagerProperties.PREFIX + ".batch to false",
						error)
				: ofRequest("a batch of " + number + " secrets was refused; correct the references", error);
	}

	/**
	 * Create an exception for an error of one secret in a batch.
	 * @param error the error of the secret
	 * @param requestId the id of the request
	 * @param location the location of the secret
	 * @return the exception
	 */
	UpstreamException ofBatchEntry(APIErrorType error, @Nullable String requestId, SecretLocation location) {
		return ofSecret(ServiceError.of(error.errorCode(), requestId), location);
	}

	private UpstreamException ofSecret(ServiceError error, SecretLocation location) {
		String secret = "secret '" + location + "' ";
		return ofRequest(secret + switch (error.code()) {
			case "ResourceNotFoundException" ->
				"does not exist in " + this.region + (location.parameters().isEmpty() ? "" : ", or not in this version")
						+ "; create it, or correct the reference";
			case "AccessDeniedException" ->
				"was denied; grant secretsmanager:GetSecretValue on it to the host's identity,"
						+ " and kms:Decrypt if it has a key of its own";
			case "DecryptionFailure" ->
				"can't be decrypted; check whether its KMS key is enabled, and grant kms:Decrypt";
			case "InvalidRequestException" -> "can't be read in its present state; if it is marked for deletion,"
					+ " restore it or drop the reference";
			case "InvalidParameterException", "ValidationException" ->
				"has an invalid name or version; correct the reference";
			default -> "was refused";
		}, error);
	}

	private @Nullable UpstreamException ofSystem(AwsServiceException answer) {
		ServiceError error = ServiceError.of(answer);
		if (answer.isThrottlingException()) {
			return ofSystem("too many calls; provision fewer workspaces at a time, or ask AWS for a higher quota",
					error);
		}
		if (EXPIRED.contains(error.code())) {
			return ofSystem("the host's credentials have expired; renew them", error);
		}
		if (NOT_ACCEPTED.contains(error.code())) {
			return ofSystem("the host's credentials were not accepted; correct them, and check that its clock is right",
					error);
		}
		return (answer.statusCode() >= 400 && answer.statusCode() < 500) ? null
				: ofSystem("failed with status " + answer.statusCode() + "; try again", error);
	}

	/**
	 * Classify an exception of the client for a call without a response.
	 * @param failure the exception
	 * @return the classified failure
	 */
	static RemoteFailure noResponse(RuntimeException failure) {
		return (failure instanceof ApiCallTimeoutException) ? new RemoteFailure(Reason.NO_ANSWER_IN_TIME)
				: RemoteFailure.of(failure);
	}

	/**
	 * Create an exception for a call without a response.
	 * @param failure the classified failure
	 * @return the exception
	 */
	UpstreamException of(RemoteFailure failure) {
		return switch (failure.reason()) {
			case NO_ANSWER_IN_TIME, NO_CONNECTION_IN_TIME -> late();
			case TOO_LARGE, UNREADABLE -> UpstreamException.ofSystem(
					NAME + "the answer can't be read; check that the endpoint is right and no proxy changes it", null);
			default ->
				UpstreamException.ofSystem(NAME + "can't be reached in " + this.region + " (" + failure.reason().text()
						+ "); check that the network, a proxy and the endpoint are right", failure.safeCause());
		};
	}

	private UpstreamException late() {
		return UpstreamException.ofSystem(NAME + "no answer in " + this.region + " in time"
				+ "; check that it can be reached from the host, or give this mutator more time", null);
	}

	/**
	 * Create an exception for missing credentials of the host.
	 * @return the exception
	 */
	UpstreamException withoutCredentials() {
		return UpstreamException.ofSystem(NAME + "the host has no AWS credentials; give it a role, or set them in one"
				+ " of the places where the AWS SDK looks", null);
	}

	/**
	 * Create an exception for credentials of the host that were not resolved in time.
	 * @return the exception
	 */
	UpstreamException lateCredentials() {
		return UpstreamException.ofSystem(NAME + "the host's AWS credentials were not resolved in time; check that the"
				+ " service which has them can be reached, or give this mutator more time", null);
	}

	/**
	 * Create an exception for a secret that is missing in a response.
	 * @param location the location of the secret
	 * @return the exception
	 */
	UpstreamException missing(SecretLocation location) {
		return UpstreamException.ofSystem(NAME + "the answer has nothing about secret '" + location + "'; try again",
				null);
	}

	/**
	 * Create an exception for a binary secret that is not UTF-8.
	 * @param location the location of the secret
	 * @return the exception
	 */
	UpstreamException notText(SecretLocation location) {
		return UpstreamException.ofRequest(NAME + "secret '" + location
				+ "' is binary and not UTF-8, which no variable can hold; store it as text, for example in base64",
				null);
	}

	private static UpstreamException ofSystem(String text, ServiceError error) {
		return UpstreamException.ofSystem(NAME + text + " " + error, null);
	}

	private static UpstreamException ofRequest(String text, ServiceError error) {
		return UpstreamException.ofRequest(NAME + text + " " + error, null);
	}

	/**
	 * Error code and request id of the service. Anything else in an error could quote a
	 * secret, so values of another form are replaced.
	 *
	 * @param code the error code
	 * @param requestId the id of the request at AWS
	 */
	private record ServiceError(String code, String requestId) {

		private static final Pattern CODE = Pattern.compile("[A-Za-z0-9]{1,64}");

		private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

		static ServiceError of(@Nullable String code, @Nullable String requestId) {
			return new ServiceError((code != null && CODE.matcher(code).matches()) ? code : "no error code",
					(requestId != null && ID.matcher(requestId).matches()) ? requestId : "unknown");
		}

		static ServiceError of(AwsServiceException failure) {
			AwsErrorDetails details = failure.awsErrorDetails();
			return of((details != null) ? details.errorCode() : null, failure.requestId());
		}

		@Override
		public String toString() {
			return "(" + this.code + ", request " + this.requestId + ")";
		}

	}

}

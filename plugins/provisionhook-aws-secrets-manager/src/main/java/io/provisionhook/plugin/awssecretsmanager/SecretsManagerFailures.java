package io.provisionhook.plugin.awssecretsmanager;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

import io.provisionhook.plugin.internal.mapping.SecretLocation;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.RemoteFailure.Reason;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Says what went wrong and what to do about it. Immutable and thread-safe.
 *
 * @param region the region of the secrets, for messages
 */
record SecretsManagerFailures(String region) {

	private static final String NAME = "AWS Secrets Manager: ";

	private static final Set<String> NOT_ACCEPTED = Set.of("UnrecognizedClientException", "InvalidClientTokenId",
			"InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignature", "IncompleteSignatureException",
			"MissingAuthenticationToken", "MissingAuthenticationTokenException", "NotAuthorized", "AuthFailure");

	private static final Set<String> EXPIRED = Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired");

	/**
	 * A call for one secret has failed.
	 * @param answer what the service said
	 * @param location which secret
	 * @return the failure
	 */
	UpstreamException ofRead(AwsServiceException answer, SecretLocation location) {
		UpstreamException system = ofSystem(answer);
		return (system != null) ? system : ofSecret(ServiceError.of(answer), location);
	}

	/**
	 * A call for several secrets has failed as a whole.
	 * @param answer what the service said
	 * @param number how many secrets
	 * @return the failure
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
	 * The service has refused one secret.
	 * @param error what it said
	 * @param location which secret
	 * @return the failure
	 */
	UpstreamException ofSecret(ServiceError error, SecretLocation location) {
		String secret = "secret '" + location + "' ";
		return ofRequest(secret + switch (error.code()) {
			case "ResourceNotFoundException" ->
				"does not exist in " + this.region + (location.parameters().isEmpty() ? "" : ", or not in this version")
						+ "; create it, or correct the reference";
			case "AccessDeniedException" ->
				"was denied; grant secretsmanager:GetSecretValue on it to the host's identity,"
						+ " and kms:Decrypt if it has a key of its own";
			case "DecryptionFailure" -> "can't be decrypted; see whether its KMS key is enabled, and grant kms:Decrypt";
			case "InvalidRequestException" -> "can't be read in its present state; if it is marked for deletion,"
					+ " restore it or drop the reference";
			case "InvalidParameterException", "ValidationException" ->
				"is not named as a secret and its version can be; correct the reference";
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
			return ofSystem("the host's credentials were not accepted; correct them, and see that its clock is right",
					error);
		}
		return (answer.statusCode() >= 400 && answer.statusCode() < 500) ? null
				: ofSystem("failed with status " + answer.statusCode() + "; try again", error);
	}

	/**
	 * Find out why there was no answer.
	 * @param failure what the client threw
	 * @return the reason
	 */
	static RemoteFailure noAnswer(RuntimeException failure) {
		return (failure instanceof ApiCallTimeoutException) ? new RemoteFailure(Reason.NO_ANSWER_IN_TIME)
				: RemoteFailure.of(failure);
	}

	/**
	 * There was no answer.
	 * @param failure what there was instead
	 * @return the failure
	 */
	UpstreamException of(RemoteFailure failure) {
		return switch (failure.reason()) {
			case NO_ANSWER_IN_TIME, NO_CONNECTION_IN_TIME -> late();
			case TOO_LARGE, UNREADABLE -> UpstreamException.ofSystem(
					NAME + "the answer can't be read; see that the endpoint is right and no proxy changes it", null);
			default ->
				UpstreamException.ofSystem(NAME + "can't be reached in " + this.region + " (" + failure.reason().text()
						+ "); see that the network, a proxy and the endpoint are right", failure.safeCause());
		};
	}

	private UpstreamException late() {
		return UpstreamException.ofSystem(NAME + "no answer in " + this.region + " in time"
				+ "; see that it can be reached from the host, or give this mutator more time", null);
	}

	/**
	 * There are no credentials to call the service with.
	 * @return the failure
	 */
	UpstreamException withoutCredentials() {
		return UpstreamException.ofSystem(NAME + "the host has no AWS credentials; give it a role, or set them in one"
				+ " of the places where the AWS SDK looks", null);
	}

	/**
	 * The places that may have credentials did not answer in time.
	 * @return the failure
	 */
	UpstreamException lateCredentials() {
		return UpstreamException.ofSystem(NAME + "the host's AWS credentials were not there in time; see that the"
				+ " service which has them can be reached, or give this mutator more time", null);
	}

	/**
	 * A batch came back without one of its secrets.
	 * @param location which secret
	 * @return the failure
	 */
	UpstreamException left(SecretLocation location) {
		return UpstreamException.ofSystem(NAME + "the answer has nothing about secret '" + location + "'; try again",
				null);
	}

	/**
	 * A secret is not what a variable can hold.
	 * @param location which secret
	 * @return the failure
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

}

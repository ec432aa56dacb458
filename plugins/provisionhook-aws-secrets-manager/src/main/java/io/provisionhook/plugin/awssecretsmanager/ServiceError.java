package io.provisionhook.plugin.awssecretsmanager;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * The part of an error of the service that can be shown: it is only ever what a code and
 * an id look like, since anything else may quote a secret. Immutable and thread-safe.
 *
 * @param code the code of the error
 * @param requestId the id under which AWS knows the request
 */
record ServiceError(String code, String requestId) {

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

package io.provisionhook.plugin.awssecretsmanager;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/**
 * Why there was no answer.
 *
 * @param text what happened
 * @param cause what the JDK said; {@code null} if that may quote the answer
 */
record ConnectionProblem(String text, @Nullable IOException cause) {

	/**
	 * The time was up.
	 */
	static final ConnectionProblem LATE = new ConnectionProblem("no answer in time", null);

	static Optional<ConnectionProblem> of(RuntimeException failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			ConnectionProblem problem = recognize(cause);
			if (problem != null) {
				return Optional.of(problem);
			}
		}
		return Optional.empty();
	}

	private static @Nullable ConnectionProblem recognize(Throwable cause) {
		if (cause instanceof ApiCallTimeoutException || cause instanceof SocketTimeoutException) {
			return LATE;
		}
		if (cause instanceof UnknownHostException unknown) {
			return new ConnectionProblem("unknown host name", unknown);
		}
		if (cause instanceof ConnectException refused) {
			return new ConnectionProblem("no connection", refused);
		}
		if (cause instanceof SSLException insecure) {
			return new ConnectionProblem("no secure connection", insecure);
		}
		return (cause instanceof SocketException broken) ? new ConnectionProblem("the connection broke", broken) : null;
	}

}

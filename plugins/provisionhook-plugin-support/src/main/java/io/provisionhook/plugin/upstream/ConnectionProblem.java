package io.provisionhook.plugin.upstream;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

/**
 * Why there was no answer, as the JDK tells it. Whatever else is in the causes of a
 * client's exception may quote the answer, and with it a secret. Immutable.
 *
 * @param text what happened, a few words for a message
 * @param cause what the JDK said, free of what was sent; {@code null} if that says no
 * more
 * @since 0.1.0
 */
public record ConnectionProblem(String text, @Nullable IOException cause) {

	/**
	 * The time was up.
	 */
	public static final ConnectionProblem LATE = new ConnectionProblem("no answer in time", null);

	/**
	 * Look for a problem with the connection.
	 * @param failure what a client threw
	 * @return the problem; empty if there was a connection until the end
	 */
	public static Optional<ConnectionProblem> of(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			ConnectionProblem problem = recognize(cause);
			if (problem != null) {
				return Optional.of(problem);
			}
		}
		return Optional.empty();
	}

	private static @Nullable ConnectionProblem recognize(Throwable cause) {
		if (cause instanceof SocketTimeoutException) {
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

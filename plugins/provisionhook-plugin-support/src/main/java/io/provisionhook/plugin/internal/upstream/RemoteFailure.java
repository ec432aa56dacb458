package io.provisionhook.plugin.internal.upstream;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a call to a remote system gets no response. The cause is an exception of
 * the JDK without any part of the request or response, or {@code null}. Other causes of a
 * client's exception could quote a secret.
 *
 * @since 0.1.0
 */
public final class RemoteFailure extends Exception {

	private final Reason reason;

	/**
	 * Create a failure.
	 * @param reason the reason
	 */
	public RemoteFailure(Reason reason) {
		this(reason, null);
	}

	private RemoteFailure(Reason reason, @Nullable IOException cause) {
		super(reason.text(), cause);
		this.reason = reason;
	}

	/**
	 * Classify the exception of a client.
	 * @param failure the exception
	 * @return the failure
	 */
	public static RemoteFailure of(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			Reason reason = reason(cause);
			if (reason != null) {
				return new RemoteFailure(reason, reason.isTimeout() ? null : (IOException) cause);
			}
		}
		return new RemoteFailure(Reason.UNREADABLE);
	}

	private static @Nullable Reason reason(Throwable cause) {
		if (cause instanceof HttpConnectTimeoutException) {
			return Reason.NO_CONNECTION_IN_TIME;
		}
		if (cause instanceof SocketTimeoutException || cause instanceof HttpTimeoutException) {
			return Reason.NO_ANSWER_IN_TIME;
		}
		if (cause instanceof UnknownHostException) {
			return Reason.UNKNOWN_HOST;
		}
		if (cause instanceof ConnectException) {
			return isCausedBy(cause, UnresolvedAddressException.class) ? Reason.UNKNOWN_HOST : Reason.NO_CONNECTION;
		}
		if (cause instanceof SSLException) {
			return isCausedBy(cause, CertificateException.class) ? Reason.UNTRUSTED : Reason.NO_TLS;
		}
		return (cause instanceof SocketException) ? Reason.BROKEN : null;
	}

	private static boolean isCausedBy(Throwable failure, Class<? extends Exception> type) {
		Throwable cause = failure;
		while (cause != null && !type.isInstance(cause)) {
			cause = cause.getCause();
		}
		return cause != null;
	}

	/**
	 * Return the reason.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Return the cause, which is safe to log.
	 * @return the exception of the JDK; {@code null} if there is none
	 */
	public @Nullable IOException safeCause() {
		return (IOException) getCause();
	}

	/**
	 * Reason for a call without a response.
	 */
	public enum Reason {

		/**
		 * The response did not arrive completely before the timeout.
		 */
		NO_ANSWER_IN_TIME("no answer in time"),

		/**
		 * No connection was established before the timeout.
		 */
		NO_CONNECTION_IN_TIME("no connection in time"),

		/**
		 * The host name has no address.
		 */
		UNKNOWN_HOST("unknown host name"),

		/**
		 * The connection was refused.
		 */
		NO_CONNECTION("no connection"),

		/**
		 * The certificate is not trusted.
		 */
		UNTRUSTED("the certificate is not trusted"),

		/**
		 * The TLS handshake failed for another reason.
		 */
		NO_TLS("no secure connection"),

		/**
		 * The connection was closed before the end of the response.
		 */
		BROKEN("the connection broke"),

		/**
		 * The response exceeds the maximum size.
		 */
		TOO_LARGE("the answer is too large"),

		/**
		 * The response is malformed.
		 */
		UNREADABLE("the answer can't be read");

		private final String text;

		Reason(String text) {
			this.text = text;
		}

		/**
		 * Return the text for messages.
		 * @return a few words
		 */
		public String text() {
			return this.text;
		}

		/**
		 * Return whether the reason is a timeout.
		 * @return whether it is a timeout
		 */
		public boolean isTimeout() {
			return this == NO_ANSWER_IN_TIME || this == NO_CONNECTION_IN_TIME;
		}

		/**
		 * Return whether a retry may succeed.
		 * @return whether it may succeed
		 */
		public boolean isTemporary() {
			return this != UNTRUSTED && this != NO_TLS && this != TOO_LARGE;
		}

	}

}

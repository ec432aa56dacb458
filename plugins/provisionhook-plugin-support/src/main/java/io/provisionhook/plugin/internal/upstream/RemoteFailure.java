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
 * A call to a remote system that got no answer. The cause is an exception of the JDK that
 * is free of what was sent and received, or none: other causes of a client's exception
 * may quote the answer, and with it a secret.
 *
 * @since 0.1.0
 */
public final class RemoteFailure extends Exception {

	private final Reason reason;

	/**
	 * Create a failure.
	 * @param reason what went wrong
	 */
	public RemoteFailure(Reason reason) {
		this(reason, null);
	}

	private RemoteFailure(Reason reason, @Nullable IOException cause) {
		super(reason.text(), cause);
		this.reason = reason;
	}

	/**
	 * Find out what went wrong.
	 * @param failure exception of a client
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
	 * Return what went wrong.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Return the exception of the JDK.
	 * @return the exception, free of what was sent and received; {@code null} if there is
	 * none
	 */
	public @Nullable IOException safeCause() {
		return (IOException) getCause();
	}

	/**
	 * What went wrong.
	 */
	public enum Reason {

		/**
		 * There was no answer in time, or not all of it.
		 */
		NO_ANSWER_IN_TIME("no answer in time"),

		/**
		 * There was no connection in time.
		 */
		NO_CONNECTION_IN_TIME("no connection in time"),

		/**
		 * No address is known for the host.
		 */
		UNKNOWN_HOST("unknown host name"),

		/**
		 * Nobody accepts connections.
		 */
		NO_CONNECTION("no connection"),

		/**
		 * The certificate is none that is trusted.
		 */
		UNTRUSTED("the certificate is not trusted"),

		/**
		 * There is no TLS connection for another reason.
		 */
		NO_TLS("no secure connection"),

		/**
		 * The connection ended before the answer did.
		 */
		BROKEN("the connection broke"),

		/**
		 * The answer is larger than any that could be expected.
		 */
		TOO_LARGE("the answer is too large"),

		/**
		 * What came is no answer.
		 */
		UNREADABLE("the answer can't be read");

		private final String text;

		Reason(String text) {
			this.text = text;
		}

		/**
		 * Return what went wrong in words.
		 * @return a few words for a message
		 */
		public String text() {
			return this.text;
		}

		/**
		 * Return whether the time was up.
		 * @return whether it was
		 */
		public boolean isTimeout() {
			return this == NO_ANSWER_IN_TIME || this == NO_CONNECTION_IN_TIME;
		}

		/**
		 * Return whether another call may succeed without somebody's help.
		 * @return whether it may
		 */
		public boolean isTemporary() {
			return this != UNTRUSTED && this != NO_TLS && this != TOO_LARGE;
		}

	}

}

package io.provisionhook.plugin.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;

import javax.net.ssl.SSLException;

import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * Why a call got no answer that says anything about what was asked.
 *
 * @param what what happened, a clause that quotes nothing of an answer
 * @param mend what to do about it if it lasts, another clause
 * @param temporary whether another call may help
 * @param pause how long the system wants to be left alone at least
 * @since 0.1.0
 */
public record Trouble(String what, String mend, boolean temporary, Duration pause) {

	/**
	 * The system answered that it is not well.
	 * @param answer the answer
	 * @param endpoint where it came from
	 * @param mend what to do about it
	 * @return the trouble
	 */
	public static Trouble in(Answer answer, Endpoint endpoint, String mend) {
		Long seconds = answer.number("Retry-After");
		return new Trouble(endpoint.url() + " answered with status " + answer.status(), mend, true,
				(seconds != null) ? Duration.ofSeconds(seconds) : Duration.ZERO);
	}

	/**
	 * There was no answer. The exception is not kept as a cause, since some quote what
	 * was received.
	 * @param failure what there was instead
	 * @param endpoint where it should have come from
	 * @return the trouble
	 */
	public static Trouble of(IOException failure, Endpoint endpoint) {
		if (failure instanceof LimitedBody.TooLargeException) {
			return lasting("the answer of " + endpoint.url() + " is too large to be " + endpoint.system() + "'s",
					checkTheWay(endpoint));
		}
		if (failure instanceof SSLException && isCausedBy(failure, CertificateException.class)) {
			return lasting("the certificate of " + endpoint.url() + " is not trusted",
					"name a bundle with the certificate of its authority in '" + endpoint.sslBundleProperty() + "'");
		}
		if (failure instanceof SSLException) {
			return lasting("there is no TLS connection to " + endpoint.url(), checkTheWay(endpoint));
		}
		if (failure instanceof HttpConnectTimeoutException) {
			return passing(endpoint, endpoint.url() + " can't be reached: no connection in time");
		}
		if (failure instanceof HttpTimeoutException) {
			return passing(endpoint,
					endpoint.url() + " did not answer within " + endpoint.timeout().toMillis() + " ms");
		}
		if (failure instanceof ConnectException) {
			return passing(endpoint, endpoint.url() + " can't be reached: "
					+ (isCausedBy(failure, UnresolvedAddressException.class) ? "unknown host" : "no connection"));
		}
		return passing(endpoint, "the connection to " + endpoint.url() + " broke");
	}

	private static Trouble passing(Endpoint endpoint, String what) {
		return new Trouble(what, checkTheWay(endpoint), true, Duration.ZERO);
	}

	private static Trouble lasting(String what, String mend) {
		return new Trouble(what, mend, false, Duration.ZERO);
	}

	private static String checkTheWay(Endpoint endpoint) {
		return "check '" + endpoint.urlProperty() + "', firewalls and proxies";
	}

	private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
		Throwable cause = failure;
		while (cause != null && !type.isInstance(cause)) {
			cause = cause.getCause();
		}
		return cause != null;
	}

	/**
	 * Return what to throw if this is where it ends.
	 * @param endpoint where the answer should have come from
	 * @return the exception
	 */
	public UpstreamException toException(Endpoint endpoint) {
		return UpstreamException.ofSystem(endpoint.system() + ": " + this.what + "; " + this.mend, null);
	}

}

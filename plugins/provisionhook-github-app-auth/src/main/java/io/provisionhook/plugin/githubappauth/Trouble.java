package io.provisionhook.plugin.githubappauth;

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
 * @param pause how long GitHub wants to be left alone at least
 */
record Trouble(String what, String mend, boolean temporary, Duration pause) {

	private static final String CHECK_THE_WAY = "check '" + GitHubAppAuthProperties.named("base-url")
			+ "', firewalls and proxies";

	/**
	 * GitHub answered that it is not well.
	 * @param answer the answer
	 * @param http who received it
	 * @return the trouble
	 */
	static Trouble in(Answer answer, GitHubHttp http) {
		Long seconds = answer.number("Retry-After");
		return new Trouble(http.baseUrl() + " answered with status " + answer.status(),
				"start workspaces again when it is well", true,
				(seconds != null) ? Duration.ofSeconds(seconds) : Duration.ZERO);
	}

	/**
	 * There was no answer. The exception is not kept as a cause, since some quote what
	 * was received.
	 * @param failure what there was instead
	 * @param http who was waiting for it
	 * @return the trouble
	 */
	static Trouble of(IOException failure, GitHubHttp http) {
		if (failure instanceof LimitedBody.TooLargeException) {
			return lasting("the answer of " + http.baseUrl() + " is too large to be GitHub's", CHECK_THE_WAY);
		}
		if (failure instanceof SSLException && isCausedBy(failure, CertificateException.class)) {
			return lasting("the certificate of " + http.baseUrl() + " is not trusted",
					"name a bundle with the certificate of its authority in '"
							+ GitHubAppAuthProperties.named("ssl-bundle") + "'");
		}
		if (failure instanceof SSLException) {
			return lasting("there is no TLS connection to " + http.baseUrl(), CHECK_THE_WAY);
		}
		if (failure instanceof HttpConnectTimeoutException) {
			return passing(http.baseUrl() + " can't be reached: no connection in time");
		}
		if (failure instanceof HttpTimeoutException) {
			return passing(http.baseUrl() + " did not answer within " + http.timeout().toMillis() + " ms");
		}
		if (failure instanceof ConnectException) {
			return passing(http.baseUrl() + " can't be reached: "
					+ (isCausedBy(failure, UnresolvedAddressException.class) ? "unknown host" : "no connection"));
		}
		return passing("the connection to " + http.baseUrl() + " broke");
	}

	private static Trouble passing(String what) {
		return new Trouble(what, CHECK_THE_WAY, true, Duration.ZERO);
	}

	private static Trouble lasting(String what, String mend) {
		return new Trouble(what, mend, false, Duration.ZERO);
	}

	private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
		Throwable cause = failure;
		while (cause != null && !type.isInstance(cause)) {
			cause = cause.getCause();
		}
		return cause != null;
	}

	UpstreamException toException() {
		return UpstreamException.ofSystem("GitHub: " + this.what + "; " + this.mend, null);
	}

}

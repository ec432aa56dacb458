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
import java.util.stream.Stream;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.provisionhook.plugin.internal.upstream.RemoteFailure.Reason;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RemoteFailure}.
 */
class RemoteFailureTests {

	@ParameterizedTest
	@MethodSource
	void ofFindsWhatTheJdkSaid(IOException cause, Reason reason, String text) {
		RemoteFailure failure = RemoteFailure
			.of(new IllegalStateException("Body: hunter2", new IOException("more", cause)));
		assertThat(failure.reason()).isEqualTo(reason);
		assertThat(failure).hasMessage(text).hasCause(cause);
		assertThat(failure.safeCause()).isSameAs(cause);
	}

	static Stream<Arguments> ofFindsWhatTheJdkSaid() {
		return Stream
			.of(Arguments.of(new UnknownHostException("acme.invalid"), Reason.UNKNOWN_HOST, "unknown host name"),
					Arguments.of(new ConnectException().initCause(new UnresolvedAddressException()),
							Reason.UNKNOWN_HOST, "unknown host name"),
					Arguments.of(new ConnectException("Connection refused"), Reason.NO_CONNECTION, "no connection"),
					Arguments.of(new SSLHandshakeException("PKIX path building failed")
						.initCause(new CertificateException()), Reason.UNTRUSTED, "the certificate is not trusted"),
					Arguments.of(new SSLException("Unsupported or unrecognized SSL message"), Reason.NO_TLS,
							"no secure connection"),
					Arguments.of(new SocketException("Connection reset"), Reason.BROKEN, "the connection broke"));
	}

	@ParameterizedTest
	@MethodSource
	void ofTimeThatIsUpHasNoCause(IOException cause, Reason reason, String text) {
		RemoteFailure failure = RemoteFailure.of(new IllegalStateException(cause));
		assertThat(failure.reason()).isEqualTo(reason);
		assertThat(failure).hasMessage(text).hasNoCause();
		assertThat(reason.isTimeout()).isTrue();
	}

	static Stream<Arguments> ofTimeThatIsUpHasNoCause() {
		return Stream.of(
				Arguments.of(new SocketTimeoutException("Read timed out"), Reason.NO_ANSWER_IN_TIME,
						"no answer in time"),
				Arguments.of(new HttpTimeoutException("request timed out"), Reason.NO_ANSWER_IN_TIME,
						"no answer in time"),
				Arguments.of(new HttpConnectTimeoutException("HTTP connect timed out"), Reason.NO_CONNECTION_IN_TIME,
						"no connection in time"));
	}

	@Test
	void ofAnythingElseKeepsNothingSinceItMayQuoteTheAnswer() {
		RemoteFailure failure = RemoteFailure
			.of(new IllegalStateException(new IOException("Unexpected: hunter2", new CertificateException())));
		assertThat(failure.reason()).isEqualTo(Reason.UNREADABLE);
		assertThat(failure).hasMessage("the answer can't be read").hasNoCause();
	}

	@Test
	void failureIsTemporaryUnlessSomebodyMustHelp() {
		assertThat(Stream.of(Reason.values()).filter((reason) -> !reason.isTemporary()))
			.containsExactly(Reason.UNTRUSTED, Reason.NO_TLS, Reason.TOO_LARGE);
	}

}

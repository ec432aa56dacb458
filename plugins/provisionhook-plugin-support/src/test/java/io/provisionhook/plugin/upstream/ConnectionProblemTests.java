package io.provisionhook.plugin.upstream;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;

import javax.net.ssl.SSLHandshakeException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionProblem}.
 */
class ConnectionProblemTests {

	@ParameterizedTest
	@MethodSource
	void findsWhatTheJdkSaid(IOException cause, String text) {
		assertThat(ConnectionProblem.of(new IllegalStateException("Body: hunter2", new IOException("more", cause))))
			.contains(new ConnectionProblem(text, cause));
	}

	static Stream<Arguments> findsWhatTheJdkSaid() {
		return Stream.of(Arguments.of(new UnknownHostException("acme.invalid"), "unknown host name"),
				Arguments.of(new ConnectException("Connection refused"), "no connection"),
				Arguments.of(new SSLHandshakeException("PKIX path building failed"), "no secure connection"),
				Arguments.of(new SocketException("Connection reset"), "the connection broke"));
	}

	@Test
	void timeThatIsUpIsAProblemOfItsOwn() {
		assertThat(ConnectionProblem.of(new IllegalStateException(new SocketTimeoutException("Read timed out"))))
			.contains(ConnectionProblem.LATE);
	}

	@Test
	void anythingElseMayQuoteTheAnswer() {
		assertThat(ConnectionProblem.of(new IllegalStateException(new IOException("Unexpected: hunter2")))).isEmpty();
	}

}

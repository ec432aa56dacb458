package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that do not send what they should, or not in time.
 */
@Timeout(120)
abstract class SlowClientContract extends EndpointContract {

	private static final String CHUNK = "Transfer-Encoding: chunked\r\n";

	SlowClientContract(Host host) {
		super(host);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "Content-Length: 15 | host=git", "Content-Length: 4096 | host=github.com",
					"Content-Length: 15 | \"\"", "\"Content-Length: 15\r\nExpect: 100-continue\" | \"\"",
					"Transfer-Encoding: chunked | \"8\r\nhost=git\r\n\"", "Transfer-Encoding: chunked | \"\"" })
	void bodyWhenItIsNotCompleteInTimeIsRefusedAndTheConnectionClosed(String header, String body,
			CapturedOutput output) {
		String id = newId();
		String token = this.host.start(id);
		try (RawConnection connection = new RawConnection(this.host.url()).request(token, header + "\r\n", body)) {
			awaitTimeout();
			this.host.time.pass(Duration.ofSeconds(5).minusNanos(1));
			connection.send((header.startsWith("Transfer") ? "1\r\n" : ""));
			assertThat(this.host.events).noneMatch((event) -> id.equals(event.workspaceId()));
			this.host.time.pass(Duration.ofNanos(1));
			assertThat(connection.readToEnd().toLowerCase(Locale.ROOT)).contains("http/1.1 408 ")
				.contains("connection: close")
				.contains("provisionhook: request took too long (reference ");
		}
		assertThat(output).contains("Credential request malformed: request took too long; workspace " + id);
	}

	@Test
	void bodyWhenItComesInPiecesBeforeTheDeadlineIsRead() {
		try (RawConnection connection = new RawConnection(this.host.url()).request(this.host.start(newId()),
				CHUNK + "Connection: close\r\n", "8\r\nhost=git\r\n")) {
			awaitTimeout();
			this.host.time.pass(Duration.ofSeconds(5).minusNanos(1));
			connection.send("7\r\nhub.com\r\n0\r\n\r\n");
			assertThat(connection.readToEnd()).startsWith("HTTP/1.1 200").contains("password=" + Source.SECRET);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "nonsense" })
	void requestWhenTheTokenIsMissingOrForgedIsRefusedWithoutItsBody(String token) {
		try (RawConnection connection = new RawConnection(this.host.url()).slow(token)) {
			assertThat(connection.readToEnd()).startsWith("HTTP/1.1 401")
				.contains("provisionhook: refused (reference ");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND" })
	void requestWhenItsMethodIsNotAllowedIsRefusedWithoutItsBody(String method) {
		List<RawConnection> slow = new ArrayList<>();
		try {
			for (int i = 0; i < 250; i++) {
				slow.add(new RawConnection(this.host.url()).request(method, "", "Content-Length: 15\r\n", "host=git"));
			}
			assertThat(this.host.ask(this.host.start(newId())).statusCode()).isEqualTo(200);
			assertThat(slow).allSatisfy((connection) -> assertThat(connection.readToEnd()).startsWith("HTTP/1.1 405"));
		}
		finally {
			slow.forEach(RawConnection::close);
		}
	}

	@Test
	void requestWhenItSaysThatItsBodyIsTooLargeIsRefusedWithoutIt() {
		try (RawConnection connection = new RawConnection(this.host.url()).request(this.host.start(newId()),
				"Content-Length: 4097\r\n", "")) {
			assertThat(connection.readToEnd()).startsWith("HTTP/1.1 413");
		}
	}

	@Test
	void bodyWhenItTurnsOutToBeTooLargeIsRefusedAndTheConnectionClosed() {
		try (RawConnection connection = new RawConnection(this.host.url()).request(this.host.start(newId()), CHUNK,
				"1001\r\n" + "a".repeat(4097) + "\r\n")) {
			assertThat(connection.readToEnd()).startsWith("HTTP/1.1 413");
		}
	}

	@Test
	void clientWhenItGoesBeforeItsBodyIsCompleteIsForgotten() {
		String id = newId();
		new RawConnection(this.host.url()).slow(this.host.start(id)).close();
		assertThat(this.host.ask(this.host.start(newId())).statusCode()).isEqualTo(200);
		assertThat(this.host.events).noneMatch((event) -> id.equals(event.workspaceId()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 15 | host=git", "Content-Length: 15 | ",
			"Transfer-Encoding: chunked | 8\r\nhost=git\r\n", "Transfer-Encoding: chunked | 8\r\nhost=git\r\nzz\r\n" })
	void clientWhenItBreaksOffItsBodyLeavesNoErrorsInTheLog(String request, CapturedOutput output) {
		String token = this.host.start(newId());
		String[] headerAndBody = request.split(" [|] ?", 2);
		for (int i = 0; i < 20; i++) {
			try (RawConnection connection = new RawConnection(this.host.url()).request(token, headerAndBody[0] + "\r\n",
					headerAndBody[1])) {
				if (headerAndBody[1].contains("zz")) {
					connection.readToEnd();
				}
				else {
					awaitTimeout();
					connection.reset();
				}
			}
			this.host.time.pass(Duration.ofMillis(1));
		}
		assertThat(this.host.ask(token).statusCode()).isEqualTo(200);
		assertThat(output).doesNotContain("ERROR", "Exception\n");
	}

	// The request has been admitted, and its deadline set
	private void awaitTimeout() {
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> this.host.time.isPending(Duration.ofSeconds(5)));
	}

}

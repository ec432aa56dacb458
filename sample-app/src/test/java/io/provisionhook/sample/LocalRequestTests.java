package io.provisionhook.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends to the sample what browsers send for pages of others, and what they can't send.
 */
@SampleTest
@ExtendWith(LoggedFailures.class)
class LocalRequestTests {

	private static final String FOREIGN_HOST = "The host of the request must be localhost, or one of sample.allowed-hosts";

	private static final String FOREIGN_PAGE = "The request must not be sent by a page of another origin";

	private final WorkspaceClient workspaces;

	private final Environment environment;

	private final int port;

	@Autowired
	LocalRequestTests(RestTestClient client, Environment environment, @LocalServerPort int port) {
		this.workspaces = new WorkspaceClient(client);
		this.environment = environment;
		this.port = port;
	}

	@Test
	void serverListensOnLoopback() {
		assertThat(this.environment.getProperty("server.address", InetAddress.class)).isNotNull()
			.matches(InetAddress::isLoopbackAddress);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "localhost", "localhost:%d", "LocalHost:%d", "127.0.0.1:%d", "127.1.2.3", "127.255.255.255",
					"[::1]", "[::1]:%d", "[0:0:0:0:0:0:0:1]:%d", "localhost:1", "sample.test", "SAMPLE.test:%d" })
	void hostOfThisMachineIsServed(String host) throws Exception {
		assertThat(get("/api/workspaces", "Host: " + host)).startsWith("HTTP/1.1 200 ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.test", "evil.test:%d", "127.0.0.1.evil.com", "localhost.evil.com", "localhost.",
			"127.0.0.1.", "127.0.0.1.:%d", "127.0.0.256", "127.0.1", "0.0.0.0:%d", "128.0.0.1", "1127.0.0.1",
			"10.0.0.1", "[::]", "[::2]:%d", "[::ffff:10.0.0.1]", "[fe80::1]", "evil.sample.test", "sample.test.",
			"notlocalhost", "localhost-evil.com", "2130706433", "0x7f.1" })
	void hostOfSomebodyElseIsRefused(String host) throws Exception {
		assertRefused(get("/api/workspaces", "Host: " + host), FOREIGN_HOST);
		assertRefused(get("/actuator", "Host: " + host), FOREIGN_HOST);
		assertRefused(get("/actuator/provisionhooks", "Host: " + host), FOREIGN_HOST);
		assertRefused(get("/nowhere", "Host: " + host), FOREIGN_HOST);
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Forwarded-Host: localhost", "X-Forwarded-For: 127.0.0.1", "Forwarded: host=localhost",
			"X-Host: localhost" })
	void hostWhenForwardedIsStillTheOneOfTheRequest(String header) throws Exception {
		assertRefused(get("/api/workspaces", "Host: evil.test", header), FOREIGN_HOST);
		String forged = header.replace("localhost", "evil.test").replace("127.0.0.1", "6.6.6.6");
		assertThat(get("/api/workspaces", "Host: localhost", forged)).startsWith("HTTP/1.1 200 ");
	}

	@Test
	void hostWhenMissingIsRefused() throws Exception {
		assertRefused(send("GET /api/workspaces HTTP/1.0\r\n\r\n"), FOREIGN_HOST);
		assertThat(get("/api/workspaces")).startsWith("HTTP/1.1 400 ");
	}

	@ParameterizedTest
	@CsvSource({ "localhost,evil.test", "evil.test,localhost", "localhost,localhost" })
	void hostWhenThereAreTwoIsRefused(String first, String second) throws Exception {
		assertThat(get("/api/workspaces", "Host: " + first, "Host: " + second)).startsWith("HTTP/1.1 400 ");
	}

	@Test
	void hostWhenTargetIsAbsoluteIsThatOfTheTarget() throws Exception {
		assertRefused(get("http://evil.test/api/workspaces", "Host: evil.test"), FOREIGN_HOST);
		assertThat(get("http://evil.test/api/workspaces", "Host: localhost")).startsWith("HTTP/1.1 400 ");
		assertThat(get("http://localhost/api/workspaces", "Host: evil.test")).startsWith("HTTP/1.1 400 ");
		assertThat(get("http://localhost/api/workspaces", "Host: localhost")).startsWith("HTTP/1.1 200 ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/provisionhook/credentials", "/provisionhook/credentials;a=b" })
	void pathOfCredentialsIsOpenToHostsThatContainersKnow(String path) throws Exception {
		assertThat(get(path, "Host: host.docker.internal:%d")).doesNotStartWith("HTTP/1.1 403 ");
		assertRefused(get(path, "Host: host.docker.internal:%d", "Origin: http://host.docker.internal"), FOREIGN_PAGE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/provisionhook/credentials/../../api/workspaces", "/provisionhook/credentials/",
			"/provisionhook/credentials/x", "/provisionhook/credentials%%2f..%%2f..%%2fapi/workspaces",
			"/api/workspaces;/provisionhook/credentials", "/api/workspaces?/provisionhook/credentials" })
	void pathThatOnlyLooksLikeThatOfCredentialsIsNotOpen(String path) throws Exception {
		assertThat(get(path, "Host: evil.test")).containsPattern("^HTTP/1.1 40[03] ").doesNotContain("\"id\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Origin: http://evil.test", "Origin: null", "Origin: http://localhost:1",
			"Origin: https://localhost:%d", "Origin: http://127.0.0.1:%d", "Origin: http://localhost:%d.evil.test",
			"Origin: http://localhost:%d/", "Origin: ", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site",
			"Sec-Fetch-Site: CROSS-SITE", "Sec-Fetch-Site: something-new" })
	void pageOfAnotherOriginStopsNothing(String header) throws Exception {
		String id = this.workspaces.create("""
				{"name": "nap", "template": "sleeper"}""").id();
		this.workspaces.await(id, WorkspaceState.RUNNING);
		assertRefused(send("POST", "/api/workspaces/" + id + "/stop", "Host: localhost:%d", header), FOREIGN_PAGE);
		assertRefused(send("GET", "/api/workspaces/" + id, "Host: localhost:%d", header), FOREIGN_PAGE);
		assertRefused(send("OPTIONS", "/api/workspaces", "Host: localhost:%d", header), FOREIGN_PAGE);
		assertThat(this.workspaces.get(id).state()).isEqualTo(WorkspaceState.RUNNING);
		this.workspaces.stop(id);
	}

	@Test
	void pageWhenOneOfTwoOriginsIsForeignIsRefused() throws Exception {
		assertRefused(
				get("/api/workspaces", "Host: localhost:%d", "Origin: http://localhost:%d", "Origin: http://evil.test"),
				FOREIGN_PAGE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Origin: http://localhost:%d", "Origin: http://LOCALHOST:%d",
			"Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: none" })
	void pageOfOwnOriginIsServed(String header) throws Exception {
		assertThat(get("/api/workspaces", "Host: localhost:%d", header)).startsWith("HTTP/1.1 200 ");
	}

	private static void assertRefused(String answer, String detail) {
		assertThat(answer).startsWith("HTTP/1.1 403 ")
			.contains("\r\nContent-Type: application/problem+json\r\n", "\"detail\":\"" + detail + "\"");
	}

	private String get(String target, String... headers) throws IOException {
		return send("GET", target, headers);
	}

	private String send(String method, String target, String... headers) throws IOException {
		String request = method + " " + target + " HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n"
				+ String.join("", Arrays.stream(headers).map((header) -> header + "\r\n").toList()) + "\r\n";
		return send(request.replace("%d", String.valueOf(this.port)).replace("%%", "%"));
	}

	private String send(String request) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(60_000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}

package io.provisionhook.benchmarks.scenario;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A workspace that requests a credential. Does little, since it has its part of the
 * processors that are measured.
 *
 * @param url the URL of the endpoint
 * @param token the token of the workspace
 */
record CredentialClient(URI url, String token) {

	static final String HOST = "git.example.com";

	static CredentialClient of(Map<String, String> environment) {
		return new CredentialClient(URI.create(String.valueOf(environment.get("PROVISIONHOOK_CREDENTIALS_URL"))),
				String.valueOf(environment.get("PROVISIONHOOK_CREDENTIALS_TOKEN")));
	}

	/**
	 * Request over a new connection, as git's helper does.
	 * @return how long it took, in milliseconds
	 * @throws IOException if there is no answer
	 * @throws IllegalStateException if the answer is no credential
	 */
	double request() throws IOException {
		long start = System.nanoTime();
		try (Socket socket = new Socket(this.url.getHost(), this.url.getPort())) {
			socket.getOutputStream().write(httpRequest().getBytes(StandardCharsets.US_ASCII));
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
			double time = (System.nanoTime() - start) / 1e6;
			if (!answer.startsWith("HTTP/1.1 200 ") || !answer.contains("\npassword=token-")) {
				throw new IllegalStateException("no credential, but " + answer);
			}
			return time;
		}
	}

	private String httpRequest() {
		String body = "host=" + HOST;
		return String.join("\r\n", "POST " + this.url.getPath() + " HTTP/1.1", "Host: " + this.url.getAuthority(),
				"Connection: close", "Authorization: Bearer " + this.token,
				"Content-Type: application/x-www-form-urlencoded", "Content-Length: " + body.length(), "", body);
	}

	@Override
	public String toString() {
		return "CredentialClient[url=" + this.url + "]";
	}

}

package io.provisionhook.plugin.credentialendpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A connection to the endpoint whose client sends what a test wants, byte by byte.
 */
final class RawConnection implements AutoCloseable {

	private static final int LONGEST_WAIT = 60_000;

	private final Socket socket;

	private final URI url;

	RawConnection(URI url) {
		this.url = url;
		try {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort());
			this.socket.setSoTimeout(LONGEST_WAIT);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Send the head of a request and half of its body.
	 * @param token the token; {@code null} for a request without one
	 * @param headers more headers, each with its line end
	 * @param body what is sent of the body
	 * @return this connection
	 */
	RawConnection request(String token, String headers, String body) {
		return request("POST", token, headers, body);
	}

	RawConnection request(String method, String token, String headers, String body) {
		return send(method + " " + this.url.getPath() + " HTTP/1.1\r\nHost: localhost\r\n"
				+ "Content-Type: application/x-www-form-urlencoded\r\n"
				+ (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n") + headers + "\r\n" + body);
	}

	RawConnection slow(String token) {
		return request(token, "Content-Length: 15\r\n", "host=git");
	}

	RawConnection send(String text) {
		try {
			this.socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Read until the server closes the connection.
	 * @return what it sent
	 */
	String readToEnd() {
		StringBuilder text = new StringBuilder();
		byte[] buffer = new byte[1024];
		try {
			int read = this.socket.getInputStream().read(buffer);
			while (read >= 0) {
				text.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
				read = this.socket.getInputStream().read(buffer);
			}
		}
		catch (SocketException ex) {
			// Closed with something unread
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return text.toString();
	}

	/**
	 * Have the client go at once, so that the server sees a broken connection.
	 */
	void reset() {
		try {
			this.socket.setSoLinger(true, 0);
		}
		catch (SocketException ex) {
			throw new UncheckedIOException(ex);
		}
		close();
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

package io.provisionhook.testsupport;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A server that does not speak TLS, and says so to each client. It reads until a client
 * hangs up, since a server that leaves something unread resets the connection, which the
 * client may notice before it has read the answer.
 */
public final class PlainServer implements AutoCloseable {

	private static final byte[] ANSWER = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private final ServerSocket socket;

	private PlainServer(ServerSocket socket) {
		this.socket = socket;
	}

	public static PlainServer start() {
		try {
			PlainServer server = new PlainServer(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()));
			startDaemon(server::acceptAll);
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the address that a client takes for one of a server with TLS.
	 * @return the address, without a path
	 */
	public URI httpsUri() {
		return URI.create("https://localhost:" + this.socket.getLocalPort());
	}

	private void acceptAll() {
		while (!this.socket.isClosed()) {
			try {
				Socket connection = this.socket.accept();
				startDaemon(() -> answer(connection));
			}
			catch (IOException ex) {
				// The server was closed
			}
		}
	}

	private static void answer(Socket connection) {
		try (connection) {
			connection.getOutputStream().write(ANSWER);
			connection.getInputStream().transferTo(OutputStream.nullOutputStream());
		}
		catch (IOException ex) {
			// The client was faster
		}
	}

	private static void startDaemon(Runnable task) {
		Thread thread = new Thread(task, "plain-server");
		thread.setDaemon(true);
		thread.start();
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

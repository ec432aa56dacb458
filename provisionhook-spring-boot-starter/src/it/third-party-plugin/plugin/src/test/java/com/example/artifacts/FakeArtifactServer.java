package com.example.artifacts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Stands in for the artifact server, on a real socket.
 */
final class FakeArtifactServer implements AutoCloseable {

	static final String KEY = "key-of-this-host-5d41";

	static final Instant EXPIRES = Instant.parse("2126-03-01T12:00:00Z");

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpServer server;

	private volatile Mode mode = Mode.WORKS;

	FakeArtifactServer() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/tokens", this::answer);
		this.server.start();
	}

	private void answer(HttpExchange exchange) throws IOException {
		String workspace = new String(exchange.getRequestBody().readAllBytes());
		String authorization = exchange.getRequestHeaders().getFirst("Authorization");
		if (this.mode == Mode.FAILS) {
			answer(exchange, 500, "Out of tokens, and your header was " + authorization);
		}
		else if (this.mode == Mode.WORKS) {
			boolean known = ("Bearer " + KEY).equals(authorization);
			answer(exchange, known ? 200 : 401, known ? "token-of-" + workspace : "");
		}
	}

	private static void answer(HttpExchange exchange, int status, String body) throws IOException {
		exchange.getResponseHeaders().set("Connection", "close");
		exchange.getResponseHeaders().set("Token-Expires", EXPIRES.toString());
		exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
		exchange.getResponseBody().write(body.getBytes());
		exchange.close();
	}

	void switchTo(Mode mode) {
		this.mode = mode;
	}

	URI url() {
		return URI.create("http://localhost:" + this.server.getAddress().getPort());
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdown();
	}

	enum Mode {

		WORKS, FAILS, HANGS

	}

}

package io.provisionhook.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Fake remote system that issues tokens to callers with its key.
 */
final class TokenService implements AutoCloseable {

	static final String KEY = "key-of-the-platform-77aa";

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final HttpServer server;

	private volatile Answer answer = Answer.TOKEN;

	TokenService() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	private void handle(HttpExchange exchange) throws IOException {
		boolean known = KEY.equals(exchange.getRequestHeaders().getFirst("X-Key"));
		switch (this.answer) {
			case TOKEN -> send(exchange, known ? 200 : 403, tokenOf(exchange.getRequestURI().getPath()));
			case ERROR -> send(exchange, 500, "Sorry, but I can't do anything for key " + KEY);
			case NOTHING -> awaitEnd();
		}
	}

	private static String tokenOf(String workspace) {
		return "token-" + Integer.toHexString(workspace.hashCode());
	}

	private static void send(HttpExchange exchange, int status, String text) throws IOException {
		// A connection that is kept has each body wait for the delayed ACK of its headers
		exchange.getResponseHeaders().set("Connection", "close");
		byte[] body = text.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	private void awaitEnd() {
		try {
			this.closed.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	void answerWith(Answer answer) {
		this.answer = answer;
	}

	URI uri() {
		return URI.create("http://localhost:" + this.server.getAddress().getPort());
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/**
	 * What the service answers.
	 */
	enum Answer {

		TOKEN, ERROR, NOTHING

	}

}

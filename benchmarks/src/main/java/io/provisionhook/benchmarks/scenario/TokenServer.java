package io.provisionhook.benchmarks.scenario;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Stands in for an OAuth server that takes its time, over a real socket. It gives each
 * client a token, and counts.
 */
final class TokenServer implements AutoCloseable {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicInteger calls = new AtomicInteger();

	private final int lifeInSeconds;

	private final HttpServer server;

	private volatile boolean well = true;

	private volatile long lastTokenAt;

	TokenServer(int lifeInSeconds) throws IOException {
		this.lifeInSeconds = lifeInSeconds;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::answer);
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	int calls() {
		return this.calls.get();
	}

	/**
	 * Return when the last token was given.
	 * @return the time, as of {@link System#nanoTime()}
	 */
	long lastTokenAt() {
		return this.lastTokenAt;
	}

	void setWell(boolean well) {
		this.well = well;
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			int number = this.calls.incrementAndGet();
			exchange.getRequestBody().readAllBytes();
			RemoteMutator.answer("");
			byte[] body = ("{\"access_token\":\"token-" + number + "\",\"token_type\":\"bearer\",\"expires_in\":"
					+ this.lifeInSeconds + "}")
				.getBytes(StandardCharsets.UTF_8);
			boolean given = this.well;
			this.lastTokenAt = given ? System.nanoTime() : this.lastTokenAt;
			exchange.sendResponseHeaders(given ? 200 : 503, body.length);
			exchange.getResponseBody().write(body);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}

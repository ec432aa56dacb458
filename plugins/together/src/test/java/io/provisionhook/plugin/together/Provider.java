package io.provisionhook.plugin.together;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Stands in for one provider. It answers its first call only when all providers have been
 * called.
 */
final class Provider implements AutoCloseable {

	private final Map<String, String> answers = new LinkedHashMap<>();

	private final CountDownLatch allCalled;

	private final CountDownLatch called = new CountDownLatch(1);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpServer server;

	Provider(CountDownLatch allCalled) {
		this.allCalled = allCalled;
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	Provider answer(String path, String json) {
		this.answers.put(path, json);
		return this;
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			exchange.getRequestBody().readAllBytes();
			boolean together = awaitOthers();
			String json = this.answers.get(exchange.getRequestURI().getPath());
			byte[] body = ((json != null) ? json : "{}").getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(together ? ((json != null) ? 200 : 404) : 500, body.length);
			exchange.getResponseBody().write(body);
		}
	}

	private boolean awaitOthers() {
		synchronized (this.called) {
			if (this.called.getCount() > 0) {
				this.called.countDown();
				this.allCalled.countDown();
			}
		}
		try {
			return this.allCalled.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}

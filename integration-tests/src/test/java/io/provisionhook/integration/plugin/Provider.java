package io.provisionhook.integration.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Stands in for one provider, on a port of this machine.
 */
final class Provider implements AutoCloseable {

	private final Map<String, String> answers = new LinkedHashMap<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final Delay delay;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpServer server;

	Provider(Delay delay) {
		this.delay = delay;
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
			this.requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
			String json = this.delay.pass(this) ? this.answers.get(exchange.getRequestURI().getPath()) : null;
			byte[] body = ((json != null) ? json : "{}").getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders((json != null) ? 200 : 404, body.length);
			exchange.getResponseBody().write(body);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Return what was asked.
	 * @return method and path of each request
	 */
	List<String> requests() {
		return this.requests;
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/**
	 * What an answer waits for.
	 */
	@FunctionalInterface
	interface Delay {

		/**
		 * Wait.
		 * @param called which provider was called
		 * @return whether to answer as usual
		 * @throws InterruptedException if the provider is closed
		 */
		boolean pass(Provider called) throws InterruptedException;

	}

}

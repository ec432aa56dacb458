package io.provisionhook.plugin.opentelemetry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * An OTLP endpoint on loopback that keeps what it is sent.
 */
final class Collector implements AutoCloseable {

	private final HttpServer server;

	private final List<Export> exports = new CopyOnWriteArrayList<>();

	Collector() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			byte[] body = exchange.getRequestBody().readAllBytes();
			this.exports.add(new Export(exchange.getRequestURI().getPath(),
					exchange.getRequestHeaders().getFirst("Authorization"), HexFormat.of().formatHex(body)));
			exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
			exchange.sendResponseHeaders(200, -1);
		}
	}

	String endpoint() {
		return "http://localhost:" + this.server.getAddress().getPort();
	}

	List<Export> exports() {
		return this.exports;
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	/**
	 * What came in one request.
	 *
	 * @param path the path that it was sent to
	 * @param authorization the credentials that it was sent with
	 * @param body the protobuf message, in hexadecimal digits
	 */
	record Export(String path, @Nullable String authorization, String body) {

		boolean contains(String text) {
			return this.body.contains(HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)));
		}

	}

}

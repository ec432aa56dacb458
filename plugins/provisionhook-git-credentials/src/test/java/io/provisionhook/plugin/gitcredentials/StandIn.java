package io.provisionhook.plugin.gitcredentials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Stands in for a remote system, over a real socket.
 */
abstract class StandIn implements AutoCloseable {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final HttpServer server;

	private final Queue<Reply> next = new ConcurrentLinkedQueue<>();

	private final Queue<String> calls = new ConcurrentLinkedQueue<>();

	private volatile Consumer<Call> beforeAnswer = (call) -> {
	};

	StandIn() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 600);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::handle);
		this.server.setExecutor(this.executor);
		this.server.start();
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/**
	 * Answer the next calls in another way than usual.
	 * @param replies an answer for each call
	 */
	void next(Reply... replies) {
		this.next.addAll(List.of(replies));
	}

	void beforeAnswer(Consumer<Call> action) {
		this.beforeAnswer = action;
	}

	/**
	 * Return what was called.
	 * @return method and path of each call, in the order in which they arrived
	 */
	List<String> calls() {
		return List.copyOf(this.calls);
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			Call call = new Call(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
					exchange.getRequestHeaders(), form(body));
			this.calls.add(call.method() + " " + call.path());
			this.beforeAnswer.accept(call);
			Reply other = this.next.poll();
			Reply reply = (other != null) ? other : answer(call);
			byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Location", url() + "/elsewhere");
			exchange.sendResponseHeaders(reply.status(), (bytes.length > 0) ? bytes.length : -1);
			exchange.getResponseBody().write(bytes);
		}
	}

	private static Map<String, String> form(String body) {
		Map<String, String> form = new TreeMap<>();
		Arrays.stream(body.split("&"))
			.filter((field) -> !field.isEmpty())
			.map((field) -> field.split("=", 2))
			.forEach((field) -> form.put(decode(field[0]), decode(field[1])));
		return form;
	}

	static String decode(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

	/**
	 * Answer as usual.
	 * @param call what was called
	 * @return the answer
	 */
	abstract Reply answer(Call call);

	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	/**
	 * A call.
	 *
	 * @param method the method
	 * @param path the path
	 * @param headers the headers
	 * @param form the fields of the form
	 */
	record Call(String method, String path, Headers headers, Map<String, String> form) {

		String header(String name) {
			return String.valueOf(this.headers.getFirst(name));
		}

	}

	/**
	 * An answer.
	 *
	 * @param status the status
	 * @param body the body
	 */
	record Reply(int status, String body) {
	}

}

package io.provisionhook.plugin.gitcredentials;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real git server over HTTP: {@code git http-backend} behind a door that opens to the
 * right password only. Writes down whom it let in and whom not.
 */
final class GitServer implements AutoCloseable {

	private final Path root;

	private final Predicate<String> accepts;

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	final List<String> usernames = new CopyOnWriteArrayList<>();

	final List<String> passwords = new CopyOnWriteArrayList<>();

	final List<String> refused = new CopyOnWriteArrayList<>();

	/**
	 * Start a server.
	 * @param root the directory of its repositories
	 * @param accepts which passwords are right
	 * @throws IOException if it can't be started
	 */
	GitServer(Path root, Predicate<String> accepts) throws IOException {
		this.root = root;
		this.accepts = accepts;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	/**
	 * Create a repository that has nothing yet.
	 * @param name its name
	 * @return this server
	 * @throws IOException if git can't be run
	 * @throws InterruptedException if the thread is interrupted
	 */
	GitServer withRepository(String name) throws IOException, InterruptedException {
		Process init = new ProcessBuilder("git", "init", "--quiet", "--bare", "--initial-branch=main",
				this.root.resolve(name).toString())
			.start();
		assertThat(init.waitFor()).isZero();
		return this;
	}

	String host() {
		return "127.0.0.1:" + this.server.getAddress().getPort();
	}

	String url(String repository) {
		return "http://" + host() + "/" + repository;
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String header = exchange.getRequestHeaders().getFirst("Authorization");
			if (header == null) {
				challenge(exchange);
				return;
			}
			String[] login = new String(Base64.getDecoder().decode(header.substring("Basic ".length())),
					StandardCharsets.UTF_8)
				.split(":", 2);
			if (!this.accepts.test(login[1])) {
				this.refused.add(exchange.getRequestURI().getPath());
				challenge(exchange);
				return;
			}
			this.usernames.add(login[0]);
			this.passwords.add(login[1]);
			serve(exchange, login[0]);
		}
	}

	private static void challenge(HttpExchange exchange) throws IOException {
		exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
		exchange.sendResponseHeaders(401, -1);
	}

	private void serve(HttpExchange exchange, String user) throws IOException {
		ProcessBuilder builder = new ProcessBuilder("git", "http-backend")
			.redirectError(ProcessBuilder.Redirect.DISCARD);
		Map<String, String> environment = builder.environment();
		environment.put("GIT_PROJECT_ROOT", this.root.toString());
		environment.put("GIT_HTTP_EXPORT_ALL", "1");
		environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
		environment.put("REMOTE_USER", user);
		environment.put("REQUEST_METHOD", exchange.getRequestMethod());
		environment.put("PATH_INFO", exchange.getRequestURI().getPath());
		environment.put("QUERY_STRING", String.valueOf(exchange.getRequestURI().getRawQuery()));
		copy(exchange, "Content-Type", "CONTENT_TYPE", environment);
		copy(exchange, "Content-Encoding", "HTTP_CONTENT_ENCODING", environment);
		copy(exchange, "Git-Protocol", "GIT_PROTOCOL", environment);
		byte[] body = exchange.getRequestBody().readAllBytes();
		environment.put("CONTENT_LENGTH", String.valueOf(body.length));
		Process process = builder.start();
		try (OutputStream input = process.getOutputStream()) {
			input.write(body);
		}
		try (InputStream output = process.getInputStream()) {
			answer(exchange, output.readAllBytes());
		}
	}

	private static void copy(HttpExchange exchange, String header, String variable, Map<String, String> environment) {
		String value = exchange.getRequestHeaders().getFirst(header);
		if (value != null) {
			environment.put(variable, value);
		}
	}

	private static void answer(HttpExchange exchange, byte[] output) throws IOException {
		String text = new String(output, StandardCharsets.ISO_8859_1);
		int end = text.indexOf("\r\n\r\n");
		int status = 200;
		for (String line : text.substring(0, end).lines().toList()) {
			String[] header = line.split(": ", 2);
			if ("Status".equals(header[0])) {
				status = Integer.parseInt(header[1].substring(0, 3));
			}
			else {
				exchange.getResponseHeaders().add(header[0], header[1]);
			}
		}
		int length = output.length - end - 4;
		exchange.sendResponseHeaders(status, (length == 0) ? -1 : length);
		exchange.getResponseBody().write(output, end + 4, length);
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}

package io.provisionhook.runtime.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import org.jspecify.annotations.Nullable;

import io.provisionhook.runtime.kubernetes.test.TestNamespace;

/**
 * A proxy between a runtime and a real API server that makes faults.
 */
final class ApiProxy implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpClient client;

	private final Config config;

	private final List<Request> requests = new CopyOnWriteArrayList<>();

	private final Set<HttpExchange> streams = ConcurrentHashMap.newKeySet();

	private volatile Function<Request, @Nullable Fault> faults = (request) -> null;

	/**
	 * Start a proxy for the service account of the tests.
	 * @param namespace their namespace
	 */
	ApiProxy(TestNamespace namespace) throws Exception {
		this(Config.fromKubeconfig(namespace.kubeconfig().toFile()));
	}

	ApiProxy(Config config) throws Exception {
		this.config = config;
		TrustManager[] trust = SSLUtils.trustManagers(this.config);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust, null);
		this.client = HttpClient.newBuilder().sslContext(context).version(HttpClient.Version.HTTP_1_1).build();
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	/**
	 * Return a kubeconfig for this proxy, with the rights and the namespace of the tests.
	 * @return the file
	 */
	Path kubeconfig() {
		return Kubeconfigs.of("http://127.0.0.1:" + this.server.getAddress().getPort(), tokenOf(this.config),
				this.config.getNamespace());
	}

	private static String tokenOf(Config config) {
		return Objects.requireNonNullElse(config.getOauthToken(), config.getAutoOAuthToken());
	}

	/**
	 * Make faults from now on.
	 * @param faults returns the fault for a request; {@code null} for none
	 */
	void faults(Function<Request, @Nullable Fault> faults) {
		this.faults = faults;
	}

	/**
	 * Cut the connections of all answers that are being sent.
	 */
	void cut() {
		this.streams.forEach(HttpExchange::close);
	}

	List<Request> requests() {
		return List.copyOf(this.requests);
	}

	long count(String method, String part) {
		return this.requests.stream().filter((request) -> request.is(method, part)).count();
	}

	private void handle(HttpExchange exchange) throws IOException {
		byte[] body = exchange.getRequestBody().readAllBytes();
		Request request = new Request(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
				new String(body, StandardCharsets.UTF_8));
		this.requests.add(request);
		Fault fault = this.faults.apply(request);
		try (exchange) {
			if (fault == null || fault.forwards()) {
				forward(exchange, body, fault);
			}
			else {
				fault.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
				byte[] answer = fault.body().getBytes(StandardCharsets.UTF_8);
				exchange.sendResponseHeaders(fault.status(), (answer.length > 0) ? answer.length : -1);
				exchange.getResponseBody().write(answer);
			}
		}
	}

	private void forward(HttpExchange exchange, byte[] body, @Nullable Fault fault) throws IOException {
		HttpRequest.Builder builder = HttpRequest
			.newBuilder(URI.create(this.config.getMasterUrl().replaceFirst("/$", "") + exchange.getRequestURI()))
			.method(exchange.getRequestMethod(),
					(body.length > 0) ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody());
		for (String name : List.of("Authorization", "Content-Type", "Accept")) {
			List<String> values = exchange.getRequestHeaders().getOrDefault(name, List.of());
			values.forEach((value) -> builder.header(name, value));
		}
		try {
			HttpResponse<InputStream> answer = this.client.send(builder.build(), BodyHandlers.ofInputStream());
			if (Fault.LOSE_ANSWER.equals(fault)) {
				answer.body().close();
				return;
			}
			answer.headers()
				.firstValue("Content-Type")
				.ifPresent((type) -> exchange.getResponseHeaders().set("Content-Type", type));
			exchange.sendResponseHeaders(answer.statusCode(), 0);
			this.streams.add(exchange);
			copy(answer.body(), exchange.getResponseBody(), Fault.SILENCE.equals(fault));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.streams.remove(exchange);
		}
	}

	private static void copy(InputStream answer, OutputStream output, boolean silently) throws IOException {
		try (answer) {
			output.flush();
			byte[] chunk = new byte[65536];
			for (int length = answer.read(chunk); length >= 0; length = answer.read(chunk)) {
				if (!silently) {
					output.write(chunk, 0, length);
					output.flush();
				}
			}
			while (silently) {
				Thread.sleep(Long.MAX_VALUE);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
		this.server.stop(0);
	}

	/**
	 * A request of the runtime.
	 *
	 * @param method its method
	 * @param path its path with its parameters
	 * @param body its body
	 */
	record Request(String method, String path, String body) {

		boolean is(String method, String part) {
			return this.method.equals(method) && this.path.contains(part);
		}

		boolean isWatch() {
			return is("GET", "watch=true");
		}

	}

	/**
	 * A fault.
	 *
	 * @param status the status of an answer in place of that of the API server
	 * @param body its body
	 * @param headers its headers
	 */
	record Fault(int status, String body, Map<String, String> headers) {

		/**
		 * The request has its effect, but its answer is lost.
		 */
		static final Fault LOSE_ANSWER = new Fault(0, "lost", Map.of());

		/**
		 * The answer begins, but nothing comes any more.
		 */
		static final Fault SILENCE = new Fault(0, "silence", Map.of());

		static Fault of(int status, String message) {
			return new Fault(status, """
					{"kind":"Status","apiVersion":"v1","status":"Failure","message":"%s","code":%d}
					""".formatted(message, status), Map.of("Content-Type", "application/json"));
		}

		static Fault ok(String body) {
			return new Fault(200, body, Map.of("Content-Type", "application/json"));
		}

		Fault withHeader(String name, String value) {
			return new Fault(this.status, this.body, Map.of("Content-Type", "application/json", name, value));
		}

		boolean forwards() {
			return this.status == 0;
		}

	}

}

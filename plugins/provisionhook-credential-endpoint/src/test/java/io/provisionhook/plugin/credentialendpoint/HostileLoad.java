package io.provisionhook.plugin.credentialendpoint;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import io.provisionhook.plugin.credentialendpoint.Host.Stack;

/**
 * Attacks an endpoint for a real minute, to be run by hand: 300 slow connections, 2,000
 * requests a second without a token and a workspace that asks and erases in a loop.
 * Prints how long another request of the application takes meanwhile, and how much the
 * application logs. The arguments are the kind of web server and the number of seconds.
 */
public final class HostileLoad {

	private static final int SLOW = 300;

	private static final int ATTACKERS = 4;

	private static final int REFUSED_PER_SECOND = 2000;

	private final URI url;

	private final String token;

	private final long end;

	private final AtomicInteger refused = new AtomicInteger();

	private final AtomicInteger erased = new AtomicInteger();

	private final AtomicInteger slow = new AtomicInteger();

	private HostileLoad(WorkspaceAccess access, Duration duration) {
		this.url = access.url();
		this.token = access.token();
		this.end = System.nanoTime() + duration.toNanos();
	}

	/**
	 * Run the attack.
	 * @param arguments the kind of web server, and the number of seconds
	 * @throws Exception if it can't be run
	 */
	public static void main(String[] arguments) throws Exception {
		Stack stack = Stack.valueOf(arguments[0].toUpperCase(Locale.ROOT));
		Duration duration = Duration.ofSeconds(Integer.parseInt(arguments[1]));
		PrintStream console = System.out;
		AtomicLong bytes = new AtomicLong();
		System.setOut(new PrintStream(new FilterOutputStream(console) {

			@Override
			public void write(int character) throws IOException {
				bytes.incrementAndGet();
				super.write(character);
			}

		}, true, StandardCharsets.UTF_8));
		Workspaces workspaces = new Workspaces();
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(stack.configuration(),
				HostileLoadTests.Application.class)
			.web(stack.type())
			.initializers((application) -> {
				application.getBeanFactory().registerSingleton("liveWorkspaces", workspaces);
				application.getBeanFactory()
					.registerSingleton("grants",
							(CredentialGrants) () -> Map.of(Source.GITHUB, new Source("build-server")));
			})
			.run("--server.port=0", "--server.address=127.0.0.1", "--spring.main.banner-mode=off",
					"--logging.level.io.provisionhook=INFO")) {
			WorkspaceAccess access = context.getBean(CredentialAccess.class)
				.issue(workspaces.start("hostile"), Set.of(Source.GITHUB));
			long before = bytes.get();
			HostileLoad load = new HostileLoad(access, duration);
			List<Long> times = load.run();
			long logged = bytes.get() - before;
			console.printf(Locale.ROOT,
					"%s on Java %s: %d requests, p50 %.1f ms, p99 %.1f ms, longest %.1f ms; %.2f KB/s of log; %d refused,"
							+ " %d erased, %d slow connections ended%n",
					stack, Runtime.version().feature(), times.size(), at(times, 0.5), at(times, 0.99), at(times, 1),
					logged / 1024.0 / duration.toSeconds(), load.refused.get(), load.erased.get(), load.slow.get());
		}
	}

	private static double at(List<Long> times, double part) {
		return times.get(Math.max(0, (int) Math.ceil(times.size() * part) - 1)) / 1e6;
	}

	private List<Long> run() throws Exception {
		ExecutorService threads = Executors.newCachedThreadPool();
		try {
			for (int i = 0; i < SLOW; i++) {
				String used = (i % 3 == 0) ? this.token : "";
				threads.execute(() -> sendSlowly(used));
			}
			for (int i = 0; i < ATTACKERS; i++) {
				threads.execute(this::askWithoutToken);
			}
			threads.execute(this::erase);
			List<Long> times = askOften();
			times.sort(null);
			return times;
		}
		finally {
			threads.shutdownNow();
			threads.awaitTermination(1, TimeUnit.MINUTES);
		}
	}

	private boolean isRunning() {
		return System.nanoTime() < this.end;
	}

	private void sendSlowly(String used) {
		while (isRunning()) {
			try (RawConnection connection = new RawConnection(this.url).slow(used)) {
				connection.readToEnd();
				this.slow.incrementAndGet();
			}
			catch (UncheckedIOException ex) {
				// Refused, so try again
			}
			LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
		}
	}

	private void askWithoutToken() {
		long begin = System.nanoTime();
		for (int i = 0; isRunning(); i++) {
			try (RawConnection connection = new RawConnection(this.url).request("nonsense", "Content-Length: 15\r\n",
					"host=github.com")) {
				connection.readToEnd();
				this.refused.incrementAndGet();
			}
			catch (UncheckedIOException ex) {
				// Refused, so try again
			}
			LockSupport.parkNanos(
					begin + i * TimeUnit.SECONDS.toNanos(1) * ATTACKERS / REFUSED_PER_SECOND - System.nanoTime());
		}
	}

	private void erase() {
		String erase = "action=erase&host=github.com&digest=" + "0".repeat(40);
		while (isRunning()) {
			for (String body : List.of("host=github.com", erase)) {
				try (RawConnection connection = new RawConnection(this.url).request(this.token,
						"Connection: close\r\nContent-Length: " + body.length() + "\r\n", body)) {
					connection.readToEnd();
					this.erased.incrementAndGet();
				}
			}
			LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
		}
	}

	private List<Long> askOften() throws IOException, InterruptedException {
		HttpClient client = HttpClient.newHttpClient();
		HttpRequest request = HttpRequest.newBuilder(this.url.resolve("/rest")).timeout(Duration.ofSeconds(30)).build();
		List<Long> times = new ArrayList<>();
		while (isRunning()) {
			long begin = System.nanoTime();
			HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
			if (response.statusCode() != 200) {
				throw new IllegalStateException("Status " + response.statusCode());
			}
			times.add(System.nanoTime() - begin);
			LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
		}
		return times;
	}

}

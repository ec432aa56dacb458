package io.provisionhook.benchmarks.run;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import io.provisionhook.Env;
import io.provisionhook.Registry;
import io.provisionhook.report.RunReport;

/**
 * A run as an application has it, hand-over, observations and endpoint included, next to
 * a request to the same application that does nothing (goal 5).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RunBenchmark {

	private final Generation generation = new Generation();

	/**
	 * What runs the mutators: new threads as by default, threads of a {@code pool}, or,
	 * from JDK 21 on, {@code virtual} ones.
	 */
	@Param("default")
	public String executor = "default";

	private final Env env = Environments.env(30);

	private final byte[] body = {};

	private @Nullable ConfigurableApplicationContext application;

	private Registry registry = new Registry();

	private URI uri = URI.create("");

	/**
	 * Start the application, and register the mutators.
	 */
	@Setup
	public void setUp() {
		ConfigurableApplicationContext started = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.SERVLET)
			.run("--server.address=127.0.0.1", "--server.port=0", "--server.tomcat.max-keep-alive-requests=-1",
					"--spring.main.banner-mode=off", "--logging.level.root=ERROR",
					"--management.endpoints.web.exposure.include=provisionhooks,metrics",
					"--spring.profiles.active=" + this.executor);
		this.application = started;
		this.registry = started.getBean(Registry.class);
		this.uri = URI
			.create("http://127.0.0.1:" + started.getEnvironment().getProperty("local.server.port") + "/empty");
		IntStream.range(0, Runs.MUTATORS)
			.forEach((index) -> this.registry.register(Writer.of(this.generation, index), "benchmark"));
	}

	/**
	 * Stop the application.
	 */
	@TearDown
	public void tearDown() {
		if (this.application != null) {
			this.application.close();
		}
	}

	/**
	 * The baseline: a request over a connection that is kept alive.
	 * @return the status of the response
	 * @throws IOException if it fails
	 */
	@Benchmark
	public int post() throws IOException {
		HttpURLConnection connection = (HttpURLConnection) this.uri.toURL().openConnection();
		connection.setRequestMethod("POST");
		connection.setDoOutput(true);
		connection.getOutputStream().write(this.body);
		connection.getInputStream().readAllBytes();
		return connection.getResponseCode();
	}

	/**
	 * A run of mutators that each write a variable.
	 * @return the report
	 */
	@Benchmark
	public RunReport run() {
		this.generation.next();
		return this.registry.run(Runs.context(), this.env);
	}

	/**
	 * The application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(EmptyController.class)
	static class Application {

		@Bean(name = "provisionhookExecutor", defaultCandidate = false)
		@Profile("pool")
		ExecutorService pool() {
			return Executors.newCachedThreadPool();
		}

		// The JDK that this is compiled for has none yet
		@Bean(name = "provisionhookExecutor", defaultCandidate = false)
		@Profile("virtual")
		ExecutorService virtualThreads() throws ReflectiveOperationException {
			return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
		}

	}

	/**
	 * Does nothing.
	 */
	@RestController
	static class EmptyController {

		@PostMapping("/empty")
		void post() {
		}

	}

}

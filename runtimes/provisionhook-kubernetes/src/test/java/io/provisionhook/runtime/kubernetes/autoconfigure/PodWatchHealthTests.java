package io.provisionhook.runtime.kubernetes.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.test.util.ReflectionTestUtils;

import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.runtime.kubernetes.KubernetesRuntime;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KubernetesHealthAutoConfiguration} and
 * {@link KubernetesMetricsAutoConfiguration}, with an API server that has one Pod.
 */
@Timeout(60)
class PodWatchHealthTests {

	private static final String GAUGE = "provisionhook.kubernetes.watch.age";

	private static final String POD = """
			{"kind": "Pod", "apiVersion": "v1", "metadata":
			{"name": "provisionhook-w1-1", "namespace": "agents", "uid": "u1", "labels":
			{"provisionhook.io/workspace": "w1", "provisionhook.io/generation": "1"}},
			"spec": {"containers": [{"name": "workspace"}]}, "status": {"phase": "Running"}}""";

	private static final String PODS = """
			{"kind": "PodList", "apiVersion": "v1", "metadata": {"resourceVersion": "1"}, "items": [%s]}"""
		.formatted(POD);

	@RegisterExtension
	final LogCapture warnings = new LogCapture();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private HttpServer server;

	private ApplicationContextRunner contextRunner;

	private volatile boolean refuses;

	@BeforeEach
	void startServer(@TempDir Path directory) throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::answer);
		this.server.start();
		Path kubeconfig = Files.writeString(directory.resolve("config"), """
				apiVersion: v1
				kind: Config
				clusters: [{name: test, cluster: {server: "http://127.0.0.1:%d"}}]
				contexts: [{name: test, context: {cluster: test, namespace: agents}}]
				current-context: test
				""".formatted(this.server.getAddress().getPort()));
		this.contextRunner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(KubernetesRuntimeAutoConfiguration.class,
					KubernetesHealthAutoConfiguration.class, KubernetesMetricsAutoConfiguration.class))
			.withPropertyValues("provisionhook.kubernetes.templates.default.image=busybox",
					"provisionhook.kubernetes.kubeconfig=" + kubeconfig);
	}

	@AfterEach
	void stopServer() {
		this.server.stop(0);
		this.threads.shutdownNow();
		this.meters.close();
	}

	private void answer(HttpExchange exchange) throws IOException {
		String query = String.valueOf(exchange.getRequestURI().getQuery());
		exchange.getResponseHeaders().add("Content-Type", "application/json");
		boolean single = exchange.getRequestURI().getPath().endsWith("/provisionhook-w1-1");
		if (this.refuses && !single && !query.contains("provisionhook.io/workspace=")) {
			exchange.sendResponseHeaders(403, -1);
			exchange.close();
			return;
		}
		exchange.sendResponseHeaders(200, 0);
		if (query.contains("watch=true")) {
			// A watch without events and without end
			exchange.getResponseBody().flush();
			return;
		}
		exchange.getResponseBody().write((single ? POD : PODS).getBytes(StandardCharsets.UTF_8));
		exchange.close();
	}

	private static void adopt(KubernetesRuntime runtime) throws Exception {
		assertThat(runtime.adopt("w1", 1, SecretRedactor.of(Set.of()))).isPresent();
	}

	@Test
	void healthWhenThereWasNoPodIsUnknown() {
		this.contextRunner.run((context) -> {
			HealthIndicator indicator = context.getBean("provisionhookKubernetesHealthIndicator",
					HealthIndicator.class);
			assertThat(indicator.health()).isEqualTo(Health.unknown().build());
		});
	}

	@Test
	void healthWhenPodsAreWatchedIsUpWithAge() {
		this.contextRunner.run((context) -> {
			adopt(context.getBean(KubernetesRuntime.class));
			Health health = context.getBean(PodWatchHealthIndicator.class).health();
			assertThat(health).isNotNull();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsOnlyKeys("watchAge");
			assertThat((Duration) health.getDetails().get("watchAge")).isBetween(Duration.ZERO, Duration.ofSeconds(50));
		});
	}

	@Test
	void healthWhenPodsCanNotBeWatchedIsDownWithAgeAndFailure() {
		this.contextRunner.run((context) -> {
			KubernetesRuntime runtime = context.getBean(KubernetesRuntime.class);
			adoptAndRefuse(runtime);
			PodWatchHealthIndicator indicator = context.getBean(PodWatchHealthIndicator.class);
			Awaitility.await().until(() -> indicator.health().getStatus(), Status.DOWN::equals);
			Health health = indicator.health();
			assertThat((Duration) health.getDetails().get("watchAge")).isGreaterThan(runtime.maxWatchAge());
			assertThat(health.getDetails()).containsEntry("failure", "the cluster can't list Pods: Forbidden");
		});
		assertThat(this.warnings.lines()).containsExactly("WARNING: Ends of workspaces are noticed later, since their "
				+ "Pods can't be watched: the cluster can't list Pods: Forbidden");
	}

	private void adoptAndRefuse(KubernetesRuntime runtime) throws Exception {
		// Instead of 30 seconds
		Object watch = assertThat(runtime).extracting("tracker.watch").actual();
		ReflectionTestUtils.setField(watch, "period", Duration.ofMillis(1));
		this.refuses = true;
		adopt(runtime);
	}

	@Test
	void indicatorWhenDisabledIsMissing() {
		this.contextRunner.withPropertyValues("management.health.provisionhook-kubernetes.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(KubernetesRuntime.class)
				.doesNotHaveBean(HealthIndicator.class));
	}

	@Test
	void healthAndMetricsWhenTheirLibrariesAreMissingBackOff() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(HealthIndicator.class, MeterBinder.class))
			.run((context) -> assertThat(context).hasSingleBean(KubernetesRuntime.class)
				.doesNotHaveBean("provisionhookKubernetesHealthIndicator")
				.doesNotHaveBean("provisionhookKubernetesMetrics"));
	}

	@Test
	void healthAndMetricsWhenThereIsNoRuntimeBackOff() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(KubernetesRuntimeAutoConfiguration.class,
					KubernetesHealthAutoConfiguration.class, KubernetesMetricsAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(HealthIndicator.class)
				.doesNotHaveBean(MeterBinder.class));
	}

	@Test
	void gaugeBeginsAtZeroAndGrowsWhenPodsCanNotBeWatched() {
		this.contextRunner.run((context) -> {
			context.getBean("provisionhookKubernetesMetrics", MeterBinder.class).bindTo(this.meters);
			TimeGauge gauge = this.meters.get(GAUGE).timeGauge();
			assertThat(gauge.value(TimeUnit.SECONDS)).isZero();
			adoptAndRefuse(context.getBean(KubernetesRuntime.class));
			Awaitility.await().until(() -> gauge.value(TimeUnit.MILLISECONDS), (age) -> age > 100);
			assertThat(gauge.getId().getBaseUnit()).isEqualTo("seconds");
		});
		assertThat(this.warnings.lines()).hasSize(1);
	}

}

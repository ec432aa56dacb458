package io.provisionhook.runtime.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.stream.IntStream;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.runtime.kubernetes.ApiProxy.Fault;
import io.provisionhook.runtime.kubernetes.ApiProxy.Request;
import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.runtime.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that each end of a Pod is noticed, whatever happens to the watch.
 */
@ExtendWith(KubernetesClusterExtension.class)
class PodWatchTests {

	private static final String ENDS_LATER = "sleep 1; exit 3";

	@RegisterExtension
	private final LogCapture log = new LogCapture(PodWatch.class.getName(), Level.INFO);

	private final TestNamespace namespace;

	private final String id = Pods.id();

	private final ApiProxy proxy;

	PodWatchTests(TestNamespace namespace) throws Exception {
		this.namespace = namespace;
		this.proxy = new ApiProxy(namespace);
	}

	@AfterEach
	void removePods() {
		this.proxy.close();
		Pods.removeAll(this.namespace);
	}

	@Test
	void exitWhileWatchIsCutIsNoticed() throws Exception {
		assertExitIsNoticedAfter(2, (request) -> request.isWatch() ? Fault.LOSE_ANSWER : null,
				"can't watch Pods: the API server .*");
	}

	@Test
	void exitWhileVersionIsForgottenIsNoticed() throws Exception {
		assertExitIsNoticedAfter(2, (request) -> request.isWatch() ? Fault.of(410, "too old resource version") : null,
				"the cluster can't watch Pods: .*410.*");
	}

	@Test
	void exitWhileVersionIsForgottenInTheStreamIsNoticed() throws Exception {
		Fault expired = Fault.ok("""
				{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure",\
				"message":"too old resource version: 1 (2)","reason":"Expired","code":410}}
				""");
		assertExitIsNoticedAfter(2, (request) -> request.isWatch() ? expired : null,
				"the cluster can't watch Pods: too old resource version: 1 \\(2\\)");
	}

	@Test
	void exitWhileEverythingIsForbiddenIsNoticedAfterwards() throws Exception {
		assertExitIsNoticedAfter(4,
				(request) -> request.is("GET", "/pods?") ? Fault.of(403, "pods is forbidden") : null,
				"the cluster can't list Pods: pods is forbidden");
	}

	@Test
	void exitWhileAnswersAreGarbageIsNoticed() throws Exception {
		assertExitIsNoticedAfter(2, (request) -> request.isWatch() ? Fault.ok("{\"type\": geheim\n") : null,
				"can't watch Pods: the answer of the API server can't be read as events");
		assertThat(this.log.lines()).noneMatch((line) -> line.contains("geheim"));
	}

	@Test
	void exitWhileAnswersAreNoEventsIsNoticed() throws Exception {
		assertExitIsNoticedAfter(2, (request) -> request.isWatch() ? Fault.ok("{}\n[]\n") : null,
				"can't watch Pods: the answer of the API server can't be read as events");
	}

	@Test
	void exitWhileWatchIsSilentIsNoticed() throws Exception {
		assertExitIsNoticedAfter(2, (request) -> request.isWatch() ? Fault.SILENCE : null,
				"can't watch Pods: the API server has been silent for more than 1 s");
	}

	@Test
	void watchThatEndsAtOnceDoesNotLoop() throws Exception {
		this.proxy.faults((request) -> request.isWatch() ? Fault.ok("") : null);
		try (KubernetesRuntime runtime = runtime("sleep 2; exit 3", Duration.ofSeconds(30))) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Pods.launch(this.id));
			assertThat(Pods.exit(exit)).isEqualTo(new WorkspaceExit(3));
			assertThat(runtime.watchFailure())
				.isEqualTo("can't watch Pods: the API server has ended the watch too early");
			// The pauses get longer: 0.1 s, 0.2 s, 0.4 s, 0.8 s, 1.6 s, and so on
			assertThat(this.proxy.count("GET", "watch=true")).isLessThan(20);
		}
	}

	@Test
	void failureIsLoggedOnceAndItsEndToo() throws Exception {
		try (KubernetesRuntime runtime = runtime(Pods.SLEEP, Duration.ofSeconds(1))) {
			runtime.start(Pods.launch(this.id));
			this.proxy.faults((request) -> request.isWatch() ? Fault.of(403, "no") : null);
			this.proxy.cut();
			Pods.patiently().until(() -> this.proxy.count("GET", "watch=true"), (count) -> count > 5);
			this.proxy.faults((request) -> null);
			Pods.patiently().until(() -> runtime.watchFailure() == null);
		}
		assertThat(this.log.lines()).hasSize(2)
			.first()
			.asString()
			.startsWith("WARNING: Ends of workspaces are noticed later, since their Pods can't be watched: ");
		assertThat(this.log.lines().get(1)).isEqualTo("INFO: The Pods of workspaces are watched again");
	}

	@Test
	void ageGrowsWhileServerDoesNotAnswer() throws Exception {
		try (KubernetesRuntime runtime = runtime(Pods.SLEEP, Duration.ofSeconds(1))) {
			runtime.start(Pods.launch(this.id));
			assertThat(runtime.watchAge().orElseThrow()).isLessThan(runtime.maxWatchAge());
			this.proxy.faults((request) -> Fault.of(500, "etcd is gone"));
			this.proxy.cut();
			Pods.patiently().until(() -> runtime.watchAge().orElseThrow().compareTo(runtime.maxWatchAge()) > 0);
			Pods.patiently().until(runtime::watchFailure, "the cluster can't list Pods: etcd is gone"::equals);
			this.proxy.faults((request) -> null);
			Pods.patiently().until(() -> runtime.watchAge().orElseThrow().compareTo(runtime.maxWatchAge()) < 0);
		}
	}

	@Test
	void deletionWhileWatchIsCutIsNoticed() throws Exception {
		try (KubernetesRuntime runtime = runtime(Pods.SLEEP, Duration.ofSeconds(30))) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Pods.launch(this.id));
			this.proxy.faults((request) -> request.is("GET", "/pods?") ? Fault.of(403, "no") : null);
			this.proxy.cut();
			this.namespace.client().pods().inNamespace(this.namespace.name()).withGracePeriod(0).delete();
			this.namespace.awaitEmpty();
			this.proxy.faults((request) -> null);
			assertThat(Pods.exit(exit).reason()).contains("its node or somebody deleted it");
		}
	}

	@Test
	void observerThatThrowsGetsTheNextChange() throws Exception {
		List<String> seen = new ArrayList<>();
		AtomicInteger failures = new AtomicInteger();
		PodWatch.PodObserver observer = new PodWatch.PodObserver() {

			@Override
			public Listing beginList() {
				return new Listing() {

					@Override
					public void add(WorkspacePod pod) {
						throw new IllegalStateException("listed");
					}

					@Override
					public void end() {
						throw new IllegalStateException("end");
					}

				};
			}

			@Override
			public void onChange(WorkspacePod pod) {
				if (failures.incrementAndGet() == 1) {
					throw new IllegalStateException("change");
				}
			}

			@Override
			public void onDeleted(WorkspacePod pod) {
				seen.add(pod.name());
			}

		};
		try (KubernetesClient client = new KubernetesClientBuilder()
			.withConfig(Config.fromKubeconfig(this.proxy.kubeconfig().toFile()))
			.build();
				KubernetesRuntime runtime = runtime(Pods.SLEEP, Duration.ofSeconds(30));
				PodWatch watch = new PodWatch(
						new PodClient(client, this.namespace.name(), new PodLabels("provisionhook")),
						Duration.ofSeconds(30), Duration.ofMillis(10), observer)) {
			watch.start();
			runtime.start(Pods.launch(this.id));
			runtime.stop(this.id, 1);
			Pods.patiently().untilAsserted(() -> assertThat(seen).containsExactly("provisionhook-" + this.id + "-1"));
			assertThat(failures).hasValueGreaterThan(1);
			assertThat(watch.failure()).isNull();
		}
		assertThat(this.log.lines())
			.allSatisfy((line) -> assertThat(line).isEqualTo("WARNING: A change of a Pod could not be processed"));
	}

	@Test
	void manyNamespacesNeedOneThread() throws Exception {
		KubernetesRuntime.Builder builder = KubernetesRuntime.builder();
		builder.watchPeriod = Duration.ofSeconds(30);
		Config admin = this.namespace.client().getConfiguration();
		try (ApiProxy all = new ApiProxy(admin);
				KubernetesRuntime runtime = builder.kubeconfig(all.kubeconfig())
					.owner("many-" + this.id.substring(0, 8))
					.namespace(this.namespace.name() + "-{tenant}")
					.template("default", PodSettings.of(Pods.pod(this.namespace.image(), Pods.SLEEP)))
					.schedulingTimeout(Duration.ofMinutes(2))
					.build()) {
			List<String> tenants = IntStream.range(0, 50).mapToObj((i) -> "t" + i).toList();
			tenants.forEach(this::createNamespace);
			ExecutorService threads = Executors.newFixedThreadPool(10);
			try {
				List<Callable<CompletionStage<WorkspaceExit>>> starts = tenants.stream()
					.<Callable<CompletionStage<WorkspaceExit>>>map((tenant) -> () -> runtime.start(
							Pods.launch(Pods.id(), 1, WorkspaceRequest.named("demo").tenant(tenant).build(), Map.of())))
					.toList();
				for (Future<CompletionStage<WorkspaceExit>> start : threads.invokeAll(starts)) {
					assertThat(start.get()).isNotNull();
				}
			}
			finally {
				threads.shutdownNow();
			}
			assertThat(runtime.workspaceIds()).hasSize(50);
			tenants.forEach((tenant) -> this.namespace.client()
				.pods()
				.inNamespace(this.namespace.name() + "-" + tenant)
				.withGracePeriod(0)
				.delete());
			tenants.forEach((tenant) -> this.namespace.client()
				.namespaces()
				.withName(this.namespace.name() + "-" + tenant)
				.delete());
			Pods.patiently().until(() -> runtime.workspaceIds().isEmpty());
			assertThat(threads()).isOne();
			// One after the other
			assertThat(all.count("GET", "watch=true")).isLessThan(5);
		}
		assertThat(this.log.lines()).isEmpty();
	}

	private void createNamespace(String tenant) {
		String name = this.namespace.name() + "-" + tenant;
		KubernetesClient client = this.namespace.client();
		client.resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build()).create();
		Pods.patiently().until(() -> {
			ServiceAccount account = client.serviceAccounts().inNamespace(name).withName("default").get();
			return account != null && !account.getSecrets().isEmpty();
		});
	}

	// Those of earlier tests end soon
	private static long threads() {
		return Pods.patiently()
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> thread.getName().startsWith("provisionhook-kubernetes-watch-"))
				.count(), (count) -> count <= 1);
	}

	private void assertExitIsNoticedAfter(int faults, Function<Request, @Nullable Fault> fault, String failure)
			throws Exception {
		try (KubernetesRuntime runtime = runtime(ENDS_LATER, Duration.ofSeconds(1))) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Pods.launch(this.id));
			AtomicInteger made = new AtomicInteger();
			this.proxy.faults((request) -> {
				Fault next = fault.apply(request);
				if (next != null) {
					made.incrementAndGet();
				}
				return next;
			});
			this.proxy.cut();
			Pods.patiently().until(made::get, (count) -> count >= faults);
			Pods.patiently().untilAsserted(() -> assertThat(String.valueOf(runtime.watchFailure())).matches(failure));
			this.proxy.faults((request) -> null);
			assertThat(Pods.exit(exit)).isEqualTo(new WorkspaceExit(3));
			Pods.patiently().until(() -> runtime.watchFailure() == null);
		}
	}

	private KubernetesRuntime runtime(String script, Duration period) {
		KubernetesRuntime.Builder builder = Pods.shell(this.namespace, script).kubeconfig(this.proxy.kubeconfig());
		builder.watchPeriod = period;
		return builder.build();
	}

}

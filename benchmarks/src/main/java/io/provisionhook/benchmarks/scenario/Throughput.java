package io.provisionhook.benchmarks.scenario;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.runtime.docker.ContainerSettings;
import io.provisionhook.runtime.docker.DockerRuntime;
import io.provisionhook.runtime.docker.PullPolicy;
import io.provisionhook.runtime.kubernetes.KubernetesRuntime;
import io.provisionhook.runtime.kubernetes.PodSettings;
import io.provisionhook.runtime.process.ProcessRuntime;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * How many workspaces a second run, if many are created at once, and what share of the
 * time of the threads that provision is the mutators' run.
 */
public final class Throughput {

	private static final int CONCURRENCY = 16;

	private static final int BARE = -1;

	private static final int ROUNDS = 7;

	private Throughput() {
	}

	/**
	 * Measure.
	 * @param args the number of workspaces of a round; then {@code processes},
	 * {@code containers} with the address of a Docker engine and an image with
	 * {@code sleep}, or {@code pods} with a kubeconfig and such an image
	 * @throws Exception if a workspace does not start
	 */
	public static void main(String[] args) throws Exception {
		int workspaces = Integer.parseInt(args[0]);
		String kind = args[1];
		// A node takes seconds for what the compiler takes microseconds
		int warmupRounds = kind.equals("pods") ? 2 : 10;
		Map<Integer, Subject> subjects = new TreeMap<>();
		for (int mutators : List.of(BARE, 0, 8)) {
			subjects.put(mutators, subject(args, mutators));
		}
		// In turns, so that whatever changes meanwhile changes for both
		Map<Integer, List<Round>> rounds = new TreeMap<>();
		for (int round = -warmupRounds; round < ROUNDS; round++) {
			for (Map.Entry<Integer, Subject> subject : subjects.entrySet()) {
				Round figures = subject.getValue().run(workspaces);
				if (round >= 0) {
					rounds.computeIfAbsent(subject.getKey(), (key) -> new ArrayList<>()).add(figures);
				}
			}
		}
		for (Subject subject : subjects.values()) {
			subject.close();
		}
		rounds.forEach((mutators, figures) -> Figures.print(
				"%s, %s: %.1f workspaces a second (%.1f to %.1f), the hook %.2f %% (medians of %d rounds of %d)", kind,
				(mutators == BARE) ? "bare" : mutators + " mutators",
				Figures.median(figures.stream().mapToDouble(Round::rate).toArray()),
				figures.stream().mapToDouble(Round::rate).min().orElseThrow(),
				figures.stream().mapToDouble(Round::rate).max().orElseThrow(),
				Figures.median(figures.stream().mapToDouble(Round::share).toArray()), ROUNDS, workspaces));
	}

	private static Subject subject(String[] args, int mutators) {
		boolean bare = mutators == BARE;
		return switch (args[1]) {
			case "processes" -> bare ? new BareProcesses() : inProcesses(mutators);
			case "containers" -> bare ? new BareContainers(args[2], args[3]) : inContainers(args[2], args[3], mutators);
			case "pods" -> bare ? new BarePods(args[2], args[3]) : inPods(args[2], args[3], mutators);
			default -> throw new IllegalArgumentException("There are processes, containers and pods");
		};
	}

	private static Hook inProcesses(int mutators) {
		ProcessRuntime runtime = ProcessRuntime.builder().template("default", List.of("/bin/sleep", "600")).build();
		return new Hook(runtime, runtime::close, mutators);
	}

	private static Hook inContainers(String host, String image, int mutators) {
		DockerRuntime runtime = DockerRuntime.builder()
			.host(host)
			.owner("benchmark")
			.pull(PullPolicy.NEVER)
			.gracePeriod(Duration.ofSeconds(1))
			.defaults(ContainerSettings.builder().image(image).command(List.of("sleep", "600")).build())
			.build();
		return new Hook(runtime, runtime::close, mutators);
	}

	private static Hook inPods(String kubeconfig, String image, int mutators) {
		KubernetesRuntime runtime = KubernetesRuntime.builder()
			.kubeconfig(Path.of(kubeconfig))
			.owner("benchmark")
			.template("default", PodSettings.of(pod(image)))
			.build();
		return new Hook(runtime, runtime::close, mutators);
	}

	// With what the runtime sets if its template does not, since the node needs time for
	// it
	private static Pod pod(String image) {
		return new PodBuilder().withNewMetadata()
			.endMetadata()
			.withNewSpec()
			.withRestartPolicy("Never")
			.withTerminationGracePeriodSeconds(0L)
			.withAutomountServiceAccountToken(false)
			.withEnableServiceLinks(false)
			.withNewSecurityContext()
			.withRunAsNonRoot(true)
			.withNewSeccompProfile()
			.withType("RuntimeDefault")
			.endSeccompProfile()
			.endSecurityContext()
			.addNewContainer()
			.withName("workspace")
			.withImage(image)
			.withCommand("sleep", "600")
			.withNewSecurityContext()
			.withAllowPrivilegeEscalation(false)
			.withNewCapabilities()
			.withDrop("ALL")
			.endCapabilities()
			.endSecurityContext()
			.withNewResources()
			.addToRequests("memory", new Quantity("8Mi"))
			.addToLimits("memory", new Quantity("64Mi"))
			.endResources()
			.endContainer()
			.endSpec()
			.build();
	}

	private static Registry registry(int mutators) {
		Registry registry = new Registry();
		for (int i = 0; i < mutators; i++) {
			String name = "VARIABLE_" + i;
			registry.register(EnvMutator.of(name, (context, env) -> env.put(name, context.workspaceId())));
		}
		return registry;
	}

	private static <T> void inParallel(List<T> items, Action<T> action) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(CONCURRENCY);
		try {
			List<Callable<Void>> calls = items.stream().<Callable<Void>>map((item) -> () -> {
				action.run(item);
				return null;
			}).toList();
			for (Future<Void> done : threads.invokeAll(calls)) {
				done.get();
			}
		}
		finally {
			threads.shutdown();
		}
	}

	/**
	 * What is done with each of several objects.
	 *
	 * @param <T> the type of the objects
	 */
	@FunctionalInterface
	private interface Action<T> {

		void run(T item) throws Exception;

	}

	/**
	 * What was measured.
	 *
	 * @param rate workspaces a second
	 * @param share of the mutators' run in the time of all threads that provision, in
	 * percent
	 */
	private record Round(double rate, double share) {
	}

	/**
	 * Starts workspaces, and ends them after each round.
	 */
	private interface Subject extends Closeable {

		Round run(int workspaces) throws Exception;

	}

	/**
	 * A handler with mutators, for all rounds, as in a host application.
	 */
	private static final class Hook implements Subject {

		private final Runnable closeRuntime;

		private final WorkspaceHandler handler;

		private final Queue<Workspace> started = new ConcurrentLinkedQueue<>();

		private volatile CountDownLatch left = new CountDownLatch(0);

		Hook(WorkspaceRuntime runtime, Runnable closeRuntime, int mutators) {
			this.closeRuntime = closeRuntime;
			this.handler = WorkspaceHandler.builder(runtime).concurrency(CONCURRENCY).listener(this::note).build();
			this.handler.setEnvMutators(registry(mutators));
		}

		private void note(Workspace workspace) {
			if (workspace.state() == WorkspaceState.RUNNING) {
				this.started.add(workspace);
				this.left.countDown();
			}
			else if (workspace.state() == WorkspaceState.FAILED) {
				System.err.println(workspace.lastSampleError());
				this.left.countDown();
			}
		}

		@Override
		public Round run(int workspaces) throws Exception {
			this.left = new CountDownLatch(workspaces);
			this.started.clear();
			long start = System.nanoTime();
			for (int i = 0; i < workspaces; i++) {
				this.handler.create(WorkspaceRequest.named("benchmark").build());
			}
			this.left.await();
			long nanos = System.nanoTime() - start;
			if (this.started.size() < workspaces) {
				throw new IllegalStateException(
						"Only " + this.started.size() + " of " + workspaces + " workspaces run");
			}
			List<Workspace> ended = List.copyOf(this.started);
			inParallel(ended, (workspace) -> {
				this.handler.stop(workspace.id());
				this.handler.delete(workspace.id());
			});
			long runs = ended.stream()
				.mapToLong((workspace) -> Objects.requireNonNull(workspace.report()).duration().toNanos())
				.sum();
			return new Round(workspaces / (nanos / 1e9), 100.0 * runs / (nanos * Math.min(CONCURRENCY, workspaces)));
		}

		@Override
		public void close() {
			this.handler.close();
			this.closeRuntime.run();
		}

	}

	/**
	 * The same commands without a handler, from as many threads.
	 *
	 * @param <T> the type of what is started
	 */
	private abstract static class Bare<T> implements Subject {

		abstract T start() throws IOException;

		abstract void end(T started);

		@Override
		public Round run(int workspaces) throws Exception {
			Queue<T> started = new ConcurrentLinkedQueue<>();
			long start = System.nanoTime();
			inParallel(Collections.nCopies(workspaces, this), (bare) -> started.add(bare.start()));
			long nanos = System.nanoTime() - start;
			inParallel(List.copyOf(started), this::end);
			return new Round(workspaces / (nanos / 1e9), 0);
		}

		@Override
		public void close() throws IOException {
		}

	}

	/**
	 * Starts processes.
	 */
	private static final class BareProcesses extends Bare<Process> {

		@Override
		Process start() throws IOException {
			return new ProcessBuilder("/bin/sleep", "600").start();
		}

		@Override
		void end(Process started) {
			started.destroyForcibly().onExit().join();
		}

	}

	/**
	 * Starts containers.
	 */
	private static final class BareContainers extends Bare<String> {

		private final DockerClient client;

		private final String image;

		BareContainers(String host, String image) {
			DockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
				.withDockerHost(host)
				.build();
			this.client = DockerClientImpl.getInstance(config,
					new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost())
						.maxConnections(CONCURRENCY)
						.build());
			this.image = image;
		}

		@Override
		String start() {
			String id = this.client.createContainerCmd(this.image).withCmd("sleep", "600").exec().getId();
			this.client.startContainerCmd(id).exec();
			return id;
		}

		@Override
		void end(String started) {
			this.client.removeContainerCmd(started).withForce(true).exec();
		}

		@Override
		public void close() throws IOException {
			this.client.close();
		}

	}

	/**
	 * Starts Pods, each with a Secret that has as many values as that of a workspace with
	 * a git identity and eight mutators.
	 */
	private static final class BarePods extends Bare<Pod> {

		private static final int VARIABLES = 12;

		private final KubernetesClient client;

		private final String image;

		BarePods(String kubeconfig, String image) {
			Config config = Config.fromKubeconfig(Path.of(kubeconfig).toFile());
			config.setNamespace(Objects.requireNonNullElse(config.getNamespace(), "default"));
			this.client = new KubernetesClientBuilder().withConfig(config).build();
			this.image = image;
		}

		@Override
		Pod start() {
			String name = "bare-" + UUID.randomUUID();
			Pod pod = new PodBuilder(pod(this.image)).editMetadata().withName(name).endMetadata().build();
			pod.getSpec()
				.getContainers()
				.get(0)
				.setEnv(IntStream.range(0, VARIABLES)
					.mapToObj((i) -> new EnvVarBuilder().withName("NAME_" + i)
						.withNewValueFrom()
						.withNewSecretKeyRef("v" + i, name, false)
						.endValueFrom()
						.build())
					.toList());
			Pod created = this.client.resource(pod).create();
			Secret secret = new SecretBuilder().withNewMetadata()
				.withName(name)
				.addNewOwnerReference()
				.withApiVersion("v1")
				.withKind("Pod")
				.withName(name)
				.withUid(created.getMetadata().getUid())
				.endOwnerReference()
				.endMetadata()
				.withImmutable(true)
				.withStringData(IntStream.range(0, VARIABLES)
					.boxed()
					.collect(Collectors.toMap((i) -> "v" + i, (i) -> "value " + i)))
				.build();
			this.client.resource(secret).create();
			return this.client.resource(created)
				.waitUntilCondition((current) -> current != null && "Running".equals(current.getStatus().getPhase()), 5,
						TimeUnit.MINUTES);
		}

		@Override
		void end(Pod started) {
			this.client.resource(started).delete();
			this.client.resource(started).waitUntilCondition(Objects::isNull, 5, TimeUnit.MINUTES);
		}

		@Override
		public void close() {
			this.client.close();
		}

	}

}

package io.provisionhook.benchmarks.scenario;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.runtime.docker.ContainerSettings;
import io.provisionhook.runtime.docker.DockerRuntime;
import io.provisionhook.runtime.docker.PullPolicy;
import io.provisionhook.runtime.process.ProcessRuntime;
import io.provisionhook.workspace.Reconciliation;
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

	private static final int WARMUP_ROUNDS = 2;

	private static final int ROUNDS = 7;

	private Throughput() {
	}

	/**
	 * Measure.
	 * @param args the number of workspaces of a round; then nothing for processes, or the
	 * address of a Docker engine and an image with {@code sleep}
	 * @throws Exception if a workspace does not start
	 */
	public static void main(String[] args) throws Exception {
		int workspaces = Integer.parseInt(args[0]);
		boolean docker = args.length > 1;
		// In turns, so that whatever changes meanwhile changes for both
		Map<Integer, List<Round>> rounds = new TreeMap<>();
		for (int round = -WARMUP_ROUNDS; round < ROUNDS; round++) {
			for (int mutators : List.of(BARE, 0, 8)) {
				Round figures = (mutators == BARE) ? bare(args, workspaces) : docker
						? inContainers(args[1], args[2], workspaces, mutators) : inProcesses(workspaces, mutators);
				if (round >= 0) {
					rounds.computeIfAbsent(mutators, (key) -> new ArrayList<>()).add(figures);
				}
			}
		}
		rounds.forEach((mutators, figures) -> Figures.print(
				"%s, %s: %.1f workspaces a second, the hook %.2f %% (medians of %d rounds of %d)",
				docker ? "containers" : "processes", (mutators == BARE) ? "bare" : mutators + " mutators",
				Figures.median(figures.stream().mapToDouble(Round::rate).toArray()),
				Figures.median(figures.stream().mapToDouble(Round::share).toArray()), ROUNDS, workspaces));
	}

	// The same commands without a handler, from as many threads
	private static Round bare(String[] args, int workspaces) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(CONCURRENCY);
		try (Bare bare = (args.length > 1) ? new BareContainers(args[1], args[2]) : new BareProcesses()) {
			long start = System.nanoTime();
			for (Future<Void> started : threads.invokeAll(Collections.nCopies(workspaces, bare))) {
				started.get();
			}
			return new Round(workspaces / ((System.nanoTime() - start) / 1e9), 0);
		}
		finally {
			threads.shutdown();
		}
	}

	private static Round inProcesses(int workspaces, int mutators) throws Exception {
		try (ProcessRuntime runtime = ProcessRuntime.builder()
			.template("default", List.of("/bin/sleep", "600"))
			.build()) {
			return measure(runtime, workspaces, mutators);
		}
	}

	private static Round inContainers(String host, String image, int workspaces, int mutators) throws Exception {
		try (DockerRuntime runtime = DockerRuntime.builder()
			.host(host)
			.owner("benchmark")
			.pull(PullPolicy.NEVER)
			.gracePeriod(Duration.ofSeconds(1))
			.defaults(ContainerSettings.builder().image(image).command(List.of("sleep", "600")).build())
			.build()) {
			Round round = measure(runtime, workspaces, mutators);
			try (WorkspaceHandler cleaner = WorkspaceHandler.builder(runtime)
				.onOrphan(Reconciliation.OnOrphan.REMOVE)
				.build()) {
				String problem = cleaner.reconcile().problem();
				if (problem != null) {
					throw new IllegalStateException("Containers of this round are left: " + problem);
				}
			}
			return round;
		}
	}

	private static Round measure(WorkspaceRuntime runtime, int workspaces, int mutators) throws Exception {
		CountDownLatch done = new CountDownLatch(workspaces);
		Queue<Workspace> started = new ConcurrentLinkedQueue<>();
		try (WorkspaceHandler handler = WorkspaceHandler.builder(runtime)
			.concurrency(CONCURRENCY)
			.listener((workspace) -> note(workspace, started, done))
			.build()) {
			handler.setEnvMutators(registry(mutators));
			long start = System.nanoTime();
			for (int i = 0; i < workspaces; i++) {
				handler.create(WorkspaceRequest.named("benchmark").build());
			}
			done.await();
			long nanos = System.nanoTime() - start;
			if (started.size() < workspaces) {
				throw new IllegalStateException("Only " + started.size() + " of " + workspaces + " workspaces run");
			}
			long runs = started.stream()
				.mapToLong((workspace) -> Objects.requireNonNull(workspace.report()).duration().toNanos())
				.sum();
			return new Round(workspaces / (nanos / 1e9), 100.0 * runs / (nanos * Math.min(CONCURRENCY, workspaces)));
		}
	}

	private static Registry registry(int mutators) {
		Registry registry = new Registry();
		for (int i = 0; i < mutators; i++) {
			String name = "VARIABLE_" + i;
			registry.register(EnvMutator.of(name, (context, env) -> env.put(name, context.workspaceId())));
		}
		return registry;
	}

	private static void note(Workspace workspace, Queue<Workspace> started, CountDownLatch done) {
		if (workspace.state() == WorkspaceState.RUNNING) {
			started.add(workspace);
			done.countDown();
		}
		else if (workspace.state() == WorkspaceState.FAILED) {
			System.err.println(workspace.lastSampleError());
			done.countDown();
		}
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
	 * Starts something at each call, and ends all of it in the end.
	 */
	private interface Bare extends Callable<Void>, Closeable {

	}

	/**
	 * Starts processes.
	 */
	private static final class BareProcesses implements Bare {

		private final Queue<Process> processes = new ConcurrentLinkedQueue<>();

		@Override
		public Void call() throws IOException {
			this.processes.add(new ProcessBuilder("/bin/sleep", "600").start());
			return null;
		}

		@Override
		public void close() {
			this.processes.forEach(Process::destroyForcibly);
		}

	}

	/**
	 * Starts containers.
	 */
	private static final class BareContainers implements Bare {

		private final Queue<String> containers = new ConcurrentLinkedQueue<>();

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
		public Void call() {
			String id = this.client.createContainerCmd(this.image).withCmd("sleep", "600").exec().getId();
			this.containers.add(id);
			this.client.startContainerCmd(id).exec();
			return null;
		}

		@Override
		public void close() throws IOException {
			this.containers.forEach((id) -> this.client.removeContainerCmd(id).withForce(true).exec());
			this.client.close();
		}

	}

}

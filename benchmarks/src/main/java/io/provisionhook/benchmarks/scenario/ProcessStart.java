package io.provisionhook.benchmarks.scenario;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.runtime.process.ProcessRuntime;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;

/**
 * What share of the time from the request to a running process is the mutators' run. The
 * process is the smallest there is.
 */
public final class ProcessStart {

	private static final int MUTATORS = 8;

	private static final int WARM_UP = 300;

	private static final int STARTS = 301;

	private ProcessStart() {
	}

	/**
	 * Measure.
	 * @param args {@code direct} to run the mutators on the thread that provisions, which
	 * leaves the hand-off out
	 * @throws Exception if a process does not start
	 */
	public static void main(String[] args) throws Exception {
		BlockingQueue<Start> running = new LinkedBlockingQueue<>();
		try (ProcessRuntime runtime = ProcessRuntime.builder().template("default", List.of("/bin/true")).build();
				WorkspaceHandler handler = WorkspaceHandler.builder(runtime)
					.listener((workspace) -> note(workspace, running))
					.build()) {
			handler.setEnvMutators(registry(args.length > 0));
			double[] runs = new double[STARTS];
			double[] totals = new double[STARTS];
			double[] shares = new double[STARTS];
			for (int i = -WARM_UP; i < STARTS; i++) {
				long start = System.nanoTime();
				handler.create(WorkspaceRequest.named("benchmark").labels(Map.of("start", "" + i)).build());
				Start started = running.take();
				if (i >= 0) {
					runs[i] = started.run() / 1e3;
					totals[i] = (started.time() - start) / 1e3;
					shares[i] = 100 * runs[i] / totals[i];
				}
			}
			Figures.print("run of %d mutators: %.0f us of %.0f us until the process runs, %.2f %% (medians of %d)",
					MUTATORS, Figures.median(runs), Figures.median(totals), Figures.median(shares), STARTS);
		}
	}

	private static Registry registry(boolean direct) {
		Registry registry = direct ? Registry.builder().executor(Runnable::run).build() : new Registry();
		for (int i = 0; i < MUTATORS; i++) {
			String name = "VARIABLE_" + i;
			registry.register(EnvMutator.of(name, (context, env) -> env.put(name, context.workspaceId())));
		}
		return registry;
	}

	private static void note(Workspace workspace, BlockingQueue<Start> running) {
		if (workspace.state() == WorkspaceState.RUNNING) {
			running.add(new Start(System.nanoTime(), Objects.requireNonNull(workspace.report()).duration().toNanos()));
		}
	}

	/**
	 * A process runs.
	 *
	 * @param time since when
	 * @param run how long the mutators' run took
	 */
	private record Start(long time, long run) {
	}

}

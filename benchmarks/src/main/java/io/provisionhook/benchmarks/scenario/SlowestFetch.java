package io.provisionhook.benchmarks.scenario;

import java.time.Duration;
import java.util.HashMap;
import java.util.Objects;

import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;

/**
 * How much longer than its slowest fetch a run takes (goal 1).
 */
public final class SlowestFetch {

	private static final int MUTATORS = 6;

	private static final int RUNS = 41;

	private SlowestFetch() {
	}

	/**
	 * Measure.
	 * @param args none
	 */
	public static void main(String[] args) {
		Registry registry = new Registry();
		for (int i = 0; i < MUTATORS; i++) {
			registry.register(RemoteMutator.of(i));
		}
		double[] runs = new double[RUNS];
		double[] ratios = new double[RUNS];
		for (int i = 0; i < RUNS; i++) {
			long start = System.nanoTime();
			RunReport report = registry.run(context(), new HashMap<>());
			runs[i] = System.nanoTime() - start;
			ratios[i] = runs[i] / slowest(report);
		}
		Figures.print("run of %d fetches of %d ms: %.2f ms, %.4f x the slowest fetch (median of %d)", MUTATORS,
				RemoteMutator.MILLIS, Figures.median(runs) / 1e6, Figures.median(ratios), RUNS);
	}

	private static ProvisionContext context() {
		return ProvisionContext.of("workspace-1", WorkspaceRequest.named("benchmark").build());
	}

	private static long slowest(RunReport report) {
		return report.mutators()
			.stream()
			.map(MutatorReport::fetchDuration)
			.filter(Objects::nonNull)
			.mapToLong(Duration::toNanos)
			.max()
			.orElseThrow();
	}

}

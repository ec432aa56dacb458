package io.provisionhook.benchmarks.run;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.RunReport;

/**
 * What is left if mutators do nothing, if there are none, and if there is no registry
 * (goals 6 and 7).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NoOpBenchmark {

	private final List<NoOp> mutators = IntStream.range(0, Runs.MUTATORS).mapToObj(NoOp::of).toList();

	private final Registry registry = Runs.register(Runs.direct(), this.mutators);

	private final Registry empty = Runs.direct().build();

	private final ProvisionContext context = Runs.context();

	private final Map<String, String> map = Environments.map(30);

	private final Env env = Environments.env(30);

	private @Nullable Registry none;

	/**
	 * The baseline of a run: a loop.
	 * @return the map
	 */
	@Benchmark
	public Map<String, String> loop() {
		for (NoOp mutator : this.mutators) {
			mutator.mutate(this.map);
		}
		return this.map;
	}

	/**
	 * A run whose mutators do nothing.
	 * @return the report
	 */
	@Benchmark
	public RunReport run() {
		return this.registry.run(this.context, this.env);
	}

	/**
	 * The baseline of no registry and of an empty one: an invocation.
	 * @return the report
	 */
	@Benchmark
	public RunReport nothing() {
		return RunReport.EMPTY;
	}

	/**
	 * What a host does that was given no registry.
	 * @return the report
	 */
	@Benchmark
	public RunReport noRegistry() {
		Registry present = this.none;
		return (present != null) ? present.run(this.context, this.env) : RunReport.EMPTY;
	}

	/**
	 * A run without mutators.
	 * @return the report
	 */
	@Benchmark
	public RunReport emptyRegistry() {
		return this.empty.run(this.context, this.env);
	}

	/**
	 * One look at the clock, of which a run takes about one for each mutator: its
	 * duration is reported and its deadline checked.
	 * @return the time
	 */
	@Benchmark
	public long clock() {
		return System.nanoTime();
	}

}

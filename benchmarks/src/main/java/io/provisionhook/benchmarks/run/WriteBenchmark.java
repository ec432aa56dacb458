package io.provisionhook.benchmarks.run;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.RunReport;

/**
 * Eight writes to variables that are there, among a few and among many (goals 4 and 5).
 * Each invocation writes other values than the one before and leaves the environment with
 * the same variables, so that none has to be made anew.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WriteBenchmark {

	private final Generation generation = new Generation();

	private final List<Writer> writers = IntStream.range(0, Runs.MUTATORS)
		.mapToObj((index) -> Writer.of(this.generation, index))
		.toList();

	private final Registry registry = Runs.register(Runs.direct(), this.writers);

	private final Registry timeouts = Runs.register(Registry.builder().executor(Runnable::run), this.writers);

	private final ProvisionContext context = Runs.context();

	/**
	 * Number of variables in the environment.
	 */
	@Param({ "30", "1000" })
	public int variables;

	private Map<String, String> map = Map.of();

	private Env env = Env.of(Map.of());

	/**
	 * Make the environments.
	 */
	@Setup
	public void setUp() {
		this.map = Environments.map(this.variables);
		this.env = Environments.env(this.variables);
	}

	/**
	 * The baseline: a loop, in place, with nothing to fall back on.
	 * @return the map
	 */
	@Benchmark
	public Map<String, String> inPlace() {
		this.generation.next();
		for (Writer writer : this.writers) {
			writer.mutate(this.map);
		}
		return this.map;
	}

	/**
	 * A run on an environment of the hook's.
	 * @return the report
	 */
	@Benchmark
	public RunReport run() {
		this.generation.next();
		return this.registry.run(this.context, this.env);
	}

	/**
	 * The same with the default timeout of each mutator, so that each has a context of
	 * its own.
	 * @return the report
	 */
	@Benchmark
	public RunReport runWithTimeouts() {
		this.generation.next();
		return this.timeouts.run(this.context, this.env);
	}

	/**
	 * A run on somebody else's map, which the hook has to copy first.
	 * @return the report
	 */
	@Benchmark
	public RunReport runOnMap() {
		this.generation.next();
		return this.registry.run(this.context, this.map);
	}

}

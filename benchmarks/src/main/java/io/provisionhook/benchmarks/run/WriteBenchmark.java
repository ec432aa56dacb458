package io.provisionhook.benchmarks.run;

import java.util.List;
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
import io.provisionhook.report.RunReport;

/**
 * Eight writes to variables that are there, among a few and among many (goal 7). Each
 * invocation writes other values than the one before and leaves the environment with the
 * same variables, so that none has to be made anew.
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

	private final ProvisionContext context = Runs.context();

	/**
	 * Number of variables in the environment.
	 */
	@Param({ "30", "1000" })
	public int variables;

	private Env env = Environments.env(0);

	/**
	 * Make the environment.
	 */
	@Setup
	public void setUp() {
		this.env = Environments.env(this.variables);
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

}

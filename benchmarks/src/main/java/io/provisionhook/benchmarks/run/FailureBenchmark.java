package io.provisionhook.benchmarks.run;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.MutatorException;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.RunReport;

/**
 * Seven writes and a failure: the exception, which both make with its stack trace, and
 * what is done about it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FailureBenchmark {

	private final Generation generation = new Generation();

	private final List<Writer> writers = IntStream.range(0, Runs.MUTATORS - 1)
		.mapToObj((index) -> Writer.of(this.generation, index))
		.toList();

	private final EnvMutator failing = EnvMutator.of("failing", (context, env) -> fail());

	private final Registry registry = Runs.register(Runs.direct(),
			Stream.concat(this.writers.stream(), Stream.of(this.failing)).toList());

	private final ProvisionContext context = Runs.context();

	private final Map<String, String> map = Environments.map(30);

	private final Env env = Environments.env(30);

	private static void fail() {
		throw new IllegalStateException("403 from https://vault.example/v1/secret/data/workspace");
	}

	/**
	 * The baseline: a loop, in place, that leaves behind what it did until then.
	 * @return the failure
	 */
	@Benchmark
	public Object inPlace() {
		this.generation.next();
		try {
			for (Writer writer : this.writers) {
				writer.mutate(this.map);
			}
			fail();
			return this.map;
		}
		catch (IllegalStateException ex) {
			return ex;
		}
	}

	/**
	 * A run that leaves the environment as it was and says what failed.
	 * @return the report
	 */
	@Benchmark
	public RunReport run() {
		this.generation.next();
		try {
			return this.registry.run(this.context, this.env);
		}
		catch (MutatorException ex) {
			return ex.getReport();
		}
	}

}

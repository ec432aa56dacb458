package io.provisionhook.benchmarks.run;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import io.provisionhook.Env;

/**
 * One write outside of a run: what it costs that name, value and size are checked.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PutBenchmark {

	private final Generation generation = new Generation();

	private final String name = Environments.nameOf(7);

	private final Map<String, String> map = Environments.map(30);

	private final Env env = Environments.env(30);

	private String value() {
		this.generation.next();
		return this.generation.isSecond() ? "a-value-of-two" : "the-other-value";
	}

	/**
	 * The baseline: a map that takes everything.
	 * @return the value before
	 */
	@Benchmark
	public @Nullable String map() {
		return this.map.put(this.name, value());
	}

	/**
	 * A checked write.
	 * @return the value before
	 */
	@Benchmark
	public @Nullable String env() {
		return this.env.put(this.name, value());
	}

}
